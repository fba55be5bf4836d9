// clock.hpp - the one clock of the load generator.
#pragma once

#include <chrono>

namespace bench {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;
using Seconds = std::chrono::duration<double>;

/// Seconds, as the reports print them.
constexpr double in_seconds(Clock::duration d) { return std::chrono::duration_cast<Seconds>(d).count(); }

constexpr Clock::duration to_clock(Seconds s) { return std::chrono::duration_cast<Clock::duration>(s); }

}  // namespace bench
