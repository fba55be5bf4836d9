#include "when_idle.hpp"

#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <utility>

#include "collection.hpp"

namespace bench {
namespace {

WhenIdle idle_work;

int system_epoll_wait(int set, epoll_event* events, int capacity, int timeout) {
  return static_cast<int>(::syscall(SYS_epoll_pwait, set, events, capacity, timeout, nullptr, 0));
}

/// Sleeps until something happens in the set or at one of the descriptors. @return false after the timeout.
bool sleep_until_ready(int set, std::vector<pollfd> descriptors, int timeout) {
  descriptors.push_back({.fd = set, .events = POLLIN, .revents = 0});
  return ::poll(descriptors.data(), static_cast<nfds_t>(descriptors.size()), timeout) != 0;
}

int wait_with_idle_work(int set, epoll_event* events, int capacity, int timeout) {
  const NotCollected pause;
  for (;;) {
    const int ready = system_epoll_wait(set, events, capacity, 0);
    if (ready != 0) return ready;
    if (!idle_work) return system_epoll_wait(set, events, capacity, timeout);
    const std::vector<pollfd>* descriptors = idle_work();
    if (descriptors != nullptr && !sleep_until_ready(set, *descriptors, timeout)) return 0;
  }
}

}  // namespace

void when_idle(WhenIdle work) { idle_work = std::move(work); }

}  // namespace bench

extern "C" int epoll_wait(int set, epoll_event* events, int capacity, int timeout) {
  if (timeout == 0 || !bench::idle_work) return bench::system_epoll_wait(set, events, capacity, timeout);
  return bench::wait_with_idle_work(set, events, capacity, timeout);
}
