#include "metrics/process.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

namespace roomd {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

std::uint64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t total_pages = 0;
  std::uint64_t resident_pages = 0;
  file >> total_pages >> resident_pages;
  return resident_pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

ProcessStatistics process_statistics() {
  rusage usage{};
  rlimit files{};
  ::getrusage(RUSAGE_SELF, &usage);
  ::getrlimit(RLIMIT_NOFILE, &files);
  return {.resident_bytes = resident_bytes(),
          .cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime),
          .open_file_limit = files.rlim_cur};
}

}  // namespace roomd
