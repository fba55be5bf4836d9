#include "scenarios/idle.hpp"

namespace bench {
namespace {

constexpr Seconds calm{1};  // for the server to finish what it was doing

double each(double total, std::uint64_t count) { return count > 0 ? total / static_cast<double>(count) : 0; }

}  // namespace

void Idle::run() {
  const ProcessStats fresh = read_stats();
  connect_clients();
  const ProcessStats connected = read_stats();
  if (options().join) join_room();
  if (options().traffic_first > Seconds::zero()) make_traffic();
  run_for(calm);

  const std::uint64_t pings_before = pings();
  const ProcessStats before = read_stats();
  run_for(options().measured);
  const ProcessStats after = read_stats();
  const std::uint64_t pinged = pings() - pings_before;
  const double cpu = after.cpu_seconds - before.cpu_seconds;
  const double held = in_seconds(after.at - before.at);

  JsonLine line = start_report(options());
  line.add("pre", options().traffic_first.count(), 1).add("size", std::uint64_t{options().size_bytes});
  line.add("rss0_kb", fresh.rss_kib).add("rss1_kb", connected.rss_kib).add("rss2_kb", after.rss_kib);
  line.add("kb_per_conn", each(static_cast<double>(after.rss_kib - fresh.rss_kib), arrivals()), 2);
  line.add("anon_kb_per_conn", each(static_cast<double>(after.anon_kib - fresh.anon_kib), arrivals()), 2);
  line.add("pings", pinged).add("cpu_s", cpu, 4).add("cpu_us_per_ping", each(cpu, pinged) * 1e6, 2);
  line.add("cpu_us_per_conn_s", each(cpu, arrivals()) / held * 1e6, 3);
  line.add("hold_s", held, 1).add("fail", failures()).print();
}

void Idle::on_ack(Client& client, std::uint32_t id, std::string_view answer) {
  if (id == join_ack_id)
    ++joined_;
  else
    Echo::on_ack(client, id, answer);
}

void Idle::join_room() {
  const Message join = join_message();
  for (const auto& client : clients())
    if (!client->closed()) client->send(join);
  while (joined_ + failures() < clients().size()) turn(std::chrono::milliseconds(20));
}

void Idle::make_traffic() {
  run_for(options().settle);
  start_traffic();
  run_for(options().traffic_first);
  stop_traffic();
  run_for(calm);
}

}  // namespace bench
