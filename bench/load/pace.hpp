// pace.hpp - moments at a fixed rate, none of which is lost when somebody is late.
#pragma once

#include <chrono>
#include <optional>

#include "clock.hpp"

namespace bench {

class Pace {
 public:
  /// @pre `rate` per second is above 0.
  explicit Pace(double rate) : step_(to_clock(Seconds{1 / rate})) {}

  /// The first moment is `now`.
  void start(Time now) { next_ = now; }
  /// The oldest moment that is due and was not taken yet.
  std::optional<Time> take(Time now) {
    if (next_ > now) return std::nullopt;
    const Time due = next_;
    next_ += step_;
    return due;
  }
  /// How long nothing is due. @pre take() returned nothing at `now`.
  Clock::duration until_next(Time now) const { return next_ - now; }

 private:
  Clock::duration step_;
  Time next_{};
};

}  // namespace bench
