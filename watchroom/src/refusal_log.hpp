// watchroom/refusal_log.hpp - log lines about clients that were turned down, which a stranger cannot flood.
//
// A few lines per client address and a few in all are written at once, and then one from time to time; each
// says how many were left out before it. The counters count them all.
//
// Thread: hub. Lifetime: refers to the Timers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/rate_limiter.hpp"
#include "base/timers.hpp"

namespace watchroom {

class RefusalLog {
 public:
  explicit RefusalLog(base::Timers& timers) : timers_(timers) {}

  /// Whether a line about `address` may be written now: then it is to be given to write().
  bool wants(std::string_view address);
  /// Writes "watchroom: <what>".
  void write(std::string_view what);

 private:
  base::Timers& timers_;
  base::RateLimiter<std::string> addresses_{base::Rate(5, 1.0 / 10), 4'096};
  base::TokenBucket all_;
  std::uint64_t left_out_ = 0;
};

}  // namespace watchroom
