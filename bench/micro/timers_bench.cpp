// Timers among others that wait, as a heartbeat per connection makes them.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <vector>

#include "base/manual_timers.hpp"

namespace {

using namespace std::chrono_literals;

/// Timers that are due one after the other within the next 25 s and are never reached.
std::vector<base::Timer> waiting(base::Timers& time, std::int64_t count) {
  std::vector<base::Timer> timers;
  for (std::int64_t i = 0; i < count; ++i) timers.push_back(time.after(25s * (i + 1) / count + 1h, [] {}));
  return timers;
}

void arm_and_cancel(benchmark::State& state) {
  base::ManualTimers time;
  const auto others = waiting(time, state.range(0));
  for (auto _ : state) {
    base::Timer timer = time.after(1h + 12s, [] {});
    timer.cancel();
  }
}
BENCHMARK(arm_and_cancel)->Name("timers/arm_and_cancel")->ArgName("pending")->Arg(10)->Arg(10'000);

/// What a pong does: the deadline moves back.
void rearm(benchmark::State& state) {
  base::ManualTimers time;
  auto timers = waiting(time, state.range(0));
  std::size_t next = 0;
  for (auto _ : state) {
    timers[next] = time.after(1h + 30s, [] {});
    next = next + 1 == timers.size() ? 0 : next + 1;
  }
}
BENCHMARK(rearm)->Name("timers/rearm")->ArgName("pending")->Arg(10)->Arg(10'000);

void arm_and_expire(benchmark::State& state) {
  base::ManualTimers time;
  const auto others = waiting(time, state.range(0));
  std::int64_t expired = 0;
  for (auto _ : state) {
    const base::Timer timer = time.after(0s, [&expired] { ++expired; });
    time.settle();
  }
  if (expired != state.iterations()) state.SkipWithError("not expired");
}
BENCHMARK(arm_and_expire)->Name("timers/arm_and_expire")->ArgName("pending")->Arg(10)->Arg(10'000);

}  // namespace
