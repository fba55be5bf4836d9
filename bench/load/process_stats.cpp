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

void read_split(const std::string& directory, ProcessStats& stats) {
  std::ifstream file(directory + "/stat");
  std::string line;
  if (!std::getline(file, line) || line.rfind(')') == std::string::npos) return;
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;  // state .. cmajflt; utime and stime follow
  double user = 0;
  double system = 0;
  fields >> user >> system;
  const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  stats.user_seconds = user / ticks;
  stats.system_seconds = system / ticks;
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

ProcessStats ProcessStats::read(int pid) {
  ProcessStats stats;
  if (pid > 0) {
    const std::string directory = "/proc/" + std::to_string(pid);
    read_memory(directory, stats);
    read_split(directory, stats);
    read_cpu(pid, stats);
  }
  stats.own_cpu_seconds = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
  stats.at = Clock::now();
  return stats;
}

}  // namespace bench
