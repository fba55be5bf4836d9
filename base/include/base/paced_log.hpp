// base/paced_log.hpp - for lines that strangers cause: one in a while, which says how many were left out.
//
// Thread: that of its owner.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/log.hpp"
#include "base/timers.hpp"

namespace base {

/// At most one line in ten seconds.
class PacedLog {
 public:
  static constexpr std::chrono::seconds interval{10};

  /// Writes the parts as a warning, or counts them. @return whether it wrote them.
  template <class... Parts>
  bool warn(Timers::Clock::time_point now, const Parts&... parts) {
    if (next_ && now < *next_) return ++left_out_, false;
    next_ = now + interval;
    const std::uint64_t left_out = std::exchange(left_out_, 0);
    if (left_out == 0) return log::warn(parts...), true;
    return log::warn(parts..., " (and ", left_out, " more like this before)"), true;
  }

 private:
  std::optional<Timers::Clock::time_point> next_;
  std::uint64_t left_out_ = 0;
};

}  // namespace base
