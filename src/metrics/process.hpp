// metrics/process.hpp - what the system says about this process.
#pragma once

#include <cstdint>

namespace roomd {

struct ProcessStatistics {
  std::uint64_t resident_bytes = 0;
  double cpu_seconds = 0;  ///< total of all threads, in user space and kernel
  std::uint64_t open_file_limit = 0;
};

/// Zero where the system does not tell. Thread: any.
ProcessStatistics process_statistics();

}  // namespace roomd
