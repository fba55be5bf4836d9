// base/manual_timers.hpp - time for tests: stands still until a test moves it.
#pragma once

#include "base/timers.hpp"

namespace base {

/// Starts at an arbitrary steady time and at Unix time 1 700 000 000 000 ms. Thread: the test's.
class ManualTimers final : public Timers {
 public:
  Clock::time_point now() const override { return now_; }
  std::int64_t unix_ms() const override {
    return 1'700'000'000'000 +
           std::chrono::duration_cast<std::chrono::milliseconds>(now_.time_since_epoch() - start_).count();
  }
  /// Moves time forward, stopping at each due callback, which therefore sees its own due time as now().
  void advance(Clock::duration span) {
    const Clock::time_point end = now_ + span;
    while (next_due() <= end) {
      if (next_due() > now_) now_ = next_due();
      run_due(now_);
    }
    now_ = end;
  }
  /// Runs what is due already (delay zero) without moving time.
  void settle() { run_due(now_); }

 private:
  static constexpr Clock::duration start_ = std::chrono::hours(1);
  Clock::time_point now_{start_};
};

}  // namespace base
