// process_stats.hpp - what a server has cost so far.
#pragma once

#include "clock.hpp"

namespace bench {

/// One reading; two of them make a measurement. All threads of the process together.
struct ProcessStats {
  Time at{};
  double cpu_seconds = 0;      ///< by the process's CPU clock, nanosecond resolution
  double user_seconds = 0;     ///< by clock ticks, good enough for the user/kernel split
  double system_seconds = 0;   ///< see user_seconds
  double own_cpu_seconds = 0;  ///< of the load generator
  long rss_kib = 0;
  long anon_kib = 0;  ///< resident memory without mapped files

  /// Everything is 0 for a `pid` that is 0 or gone, except the time and the generator's own CPU time.
  static ProcessStats read(int pid);
};

}  // namespace bench
