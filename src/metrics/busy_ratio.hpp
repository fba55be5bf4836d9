// metrics/busy_ratio.hpp - the share of the time in which a thread had the processor.
//
// Looks back over 10 seconds or, when nobody asked for longer, to the question before: whoever asks more
// often or beside others gets the same answer. Thread: one.
#pragma once

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/timers.hpp"

namespace roomd {

class BusyRatio {
 public:
  using Clock = base::Timers::Clock;

  explicit BusyRatio(Clock::time_point start) : from_{start, 0}, next_{start, 0} {}

  /// `cpu_seconds` is what the thread has had so far. @return 0 to 1.
  double at(Clock::time_point now, double cpu_seconds) {
    if (now - next_.when >= window) from_ = std::exchange(next_, {now, cpu_seconds});
    const double seconds = std::chrono::duration<double>(now - from_.when).count();
    return seconds > 0 ? std::clamp((cpu_seconds - from_.cpu_seconds) / seconds, 0.0, 1.0) : 0;
  }

 private:
  static constexpr std::chrono::seconds window{10};
  struct Sample {
    Clock::time_point when;
    double cpu_seconds;
  };
  Sample from_;
  Sample next_;
};

}  // namespace roomd
