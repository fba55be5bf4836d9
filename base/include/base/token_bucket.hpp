// base/token_bucket.hpp - how much of something one party may have: a bucket of tokens that fills steadily.
//
// The bucket holds `burst` tokens at most and gets `per_second` new ones; what is done takes one. So `burst`
// may be done at once, and `per_second` in the long run. No clock and no timer inside: the caller says what
// time it is (base::Timers::now()). Thread: that of its owner.
#pragma once

#include <algorithm>
#include <chrono>

#include "base/timers.hpp"

namespace base {

/// The size of a bucket and how fast it fills. One for all buckets of a kind.
class Rate {
 public:
  using Duration = Timers::Clock::duration;

  /// Both are above zero; fractions are fine: {10, 1.0 / 6} is ten at once and ten a minute. What takes
  /// longer than a year to fill counts as a year.
  constexpr Rate(double burst, double per_second)
      : fill_(std::chrono::duration_cast<Duration>(
            std::chrono::duration<double>(std::min(burst / per_second, longest_seconds)))),
        interval_(static_cast<Duration::rep>(static_cast<double>(fill_.count()) / burst)) {}

  /// For `count` tokens to come; for more than two bursts, as long as for two.
  constexpr Duration time_for(double count) const {
    const double longest = 2 * static_cast<double>(fill_.count());
    return Duration(
        static_cast<Duration::rep>(std::min(static_cast<double>(interval_.count()) * count, longest)));
  }
  /// For an empty bucket to be full.
  constexpr Duration fill_time() const { return fill_; }

 private:
  static constexpr double longest_seconds = 365.0 * 24 * 3600;

  Duration fill_;
  Duration interval_;
};

/// One bucket: 8 bytes. Full when made. Always use it with the same rate, and with times that do not go back.
class TokenBucket {
 public:
  using TimePoint = Timers::Clock::time_point;
  using Duration = Timers::Clock::duration;

  /// Takes `count` tokens if that many are there. @return false, and takes none, if not.
  bool try_take(const Rate& rate, TimePoint now, double count = 1) {
    if (wait(rate, now, count) > Duration::zero()) return false;
    take(rate, now, count);
    return true;
  }
  /// Takes them even if they are not there: whoever owes tokens waits longer, up to one more burst.
  void take(const Rate& rate, TimePoint now, double count = 1) {
    full_at_ = std::min(std::max(full_at_, now) + rate.time_for(count), now + 2 * rate.fill_time());
  }
  /// How long until `count` tokens are there: zero when they are now. More than the burst never are.
  Duration wait(const Rate& rate, TimePoint now, double count = 1) const {
    return std::max(std::max(full_at_, now) + rate.time_for(count) - now - rate.fill_time(),
                    Duration::zero());
  }
  /// It is as if it had never been used.
  bool full(TimePoint now) const { return full_at_ <= now; }

 private:
  TimePoint full_at_;  // when it will be full if nothing more is taken
};

}  // namespace base
