// process_stats.hpp - what a server has cost so far.
#pragma once

#include <string_view>

#include "clock.hpp"

namespace bench {

/// One reading; two of them make a measurement. All threads of the process together.
struct ProcessStats {
  Time at{};
  double cpu_seconds = 0;      ///< by the process's CPU clock, nanosecond resolution
  double user_seconds = 0;     ///< by clock ticks, good enough for the user/kernel split
  double system_seconds = 0;   ///< see user_seconds
  double hub_seconds = 0;      ///< of the first thread alone, by clock ticks
  double own_cpu_seconds = 0;  ///< of the load generator
  long rss_kib = 0;
  long anon_kib = 0;  ///< resident memory without mapped files

  /// Everything is 0 for a `pid` that is 0 or gone, except the time and the generator's own CPU time.
  static ProcessStats read(int pid);
};

/// CPU time as /proc/PID/stat and /proc/PID/task/TID/stat count it.
struct CpuTicks {
  double user = 0;
  double system = 0;
};

/// Nothing for what is not such a line.
CpuTicks parse_stat(std::string_view line);

}  // namespace bench
