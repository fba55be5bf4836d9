#include "process_stats.hpp"

#include <time.h>
#include <unistd.h>

#include <fstream>
#include <limits>
#include <sstream>
#include <string>

namespace bench {
namespace {

double clock_seconds(clockid_t clock) {
  timespec t{};
  if (::clock_gettime(clock, &t) != 0) return 0;
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

void read_cpu(int pid, ProcessStats& stats) {
  clockid_t clock{};
  if (::clock_getcpuclockid(pid, &clock) == 0) stats.cpu_seconds = clock_seconds(clock);
}

CpuTicks read_ticks(const std::string& stat_file) {
  std::ifstream file(stat_file);
  std::string line;
  std::getline(file, line);
  return parse_stat(line);
}

void read_split(const std::string& directory, int pid, ProcessStats& stats) {
  const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  const CpuTicks all = read_ticks(directory + "/stat");
  stats.user_seconds = all.user / ticks;
  stats.system_seconds = all.system / ticks;
  // The first thread of a process has the process's number.
  const CpuTicks hub = read_ticks(directory + "/task/" + std::to_string(pid) + "/stat");
  stats.hub_seconds = (hub.user + hub.system) / ticks;
}

void read_memory(const std::string& directory, ProcessStats& stats) {
  std::ifstream file(directory + "/status");
  std::string key;
  while (file >> key) {
    if (key == "VmRSS:") file >> stats.rss_kib;
    if (key == "RssAnon:") file >> stats.anon_kib;
    file.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
}

}  // namespace

CpuTicks parse_stat(std::string_view line) {
  const std::size_t name_end = line.rfind(')');  // the name may hold anything, parentheses too
  if (name_end == std::string_view::npos) return {};
  std::istringstream fields(std::string(line.substr(name_end + 1)));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;  // state .. cmajflt; utime and stime follow
  CpuTicks ticks;
  fields >> ticks.user >> ticks.system;
  return ticks;
}

ProcessStats ProcessStats::read(int pid) {
  ProcessStats stats;
  if (pid > 0) {
    const std::string directory = "/proc/" + std::to_string(pid);
    read_memory(directory, stats);
    read_split(directory, pid, stats);
    read_cpu(pid, stats);
  }
  stats.own_cpu_seconds = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
  stats.at = Clock::now();
  return stats;
}

}  // namespace bench
