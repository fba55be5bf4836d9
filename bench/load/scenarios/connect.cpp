#include "scenarios/connect.hpp"

namespace bench {

void Connect::run() {
  Measurement measured{.before = read_stats()};
  connect_clients();
  measured.after = read_stats();
  measured.messages = arrivals();
  measured.latency = arrival_times();
  measured_report(options(), measured, failures())
      .add("c40_p50_us", connect_times_.quantile_us(.5), 1)
      .add("c40_p99_us", connect_times_.quantile_us(.99), 1)
      .add("rss0_kb", measured.before.rss_kib)
      .print();
  if (!options().churn) close_all();
}

void Connect::finish(Client& client) {
  arrived(client);
  if (options().churn) client.close();
}

void Connect::close_all() {
  constexpr Seconds calm{0.5};
  constexpr Seconds closing{1};
  run_for(calm);
  const ProcessStats before = read_stats();
  for (const auto& client : clients()) client->close();
  run_for(closing);
  const ProcessStats after = read_stats();
  const double cpu = after.cpu_seconds - before.cpu_seconds;
  start_report(options(), "-close")
      .add("cpu_us", cpu / static_cast<double>(arrivals()) * 1e6, 3)
      .add("rss_kb", after.rss_kib)
      .print();
}

}  // namespace bench
