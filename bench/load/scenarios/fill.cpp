#include "scenarios/fill.hpp"

namespace bench {

Fill::Fill(const Options& options)
    : Scenario(options, Transport::websocket, options.clients),
      join_(join_message()),
      echo_(echo_messages(options).front()),
      check_(echo_answer(options)) {}

void Fill::run() {
  constexpr Seconds calm{1};
  const ProcessStats before = read_stats();
  connect_clients();
  run_for(calm);
  const ProcessStats full = read_stats();
  for (const auto& client : clients()) client->close();
  run_for(options().measured);
  const ProcessStats after = read_stats();
  start_report(options())
      .add("rss0_kb", before.rss_kib)
      .add("rss1_kb", full.rss_kib)
      .add("rss2_kb", after.rss_kib)
      .add("anon2_kb", after.anon_kib)
      .add("fail", failures())
      .print();
}

void Fill::on_ack(Client& client, std::uint32_t id, std::string_view answer) {
  if (id == join_ack_id) return client.send(echo_);
  check_(answer);
  arrived(client);
}

}  // namespace bench
