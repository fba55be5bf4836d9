// engineio/src/net/cpu_time.hpp - how much processor time a thread has taken so far.
#pragma once

#include <pthread.h>

#include <ctime>

namespace engineio::net {

/// Thread: any, as long as that one lives.
inline double cpu_seconds(pthread_t thread) {
  clockid_t clock{};
  timespec time{};
  if (::pthread_getcpuclockid(thread, &clock) != 0 || ::clock_gettime(clock, &time) != 0) return 0;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

}  // namespace engineio::net
