#include "event_loop.hpp"

#include <unistd.h>

#include <cerrno>

#include "failure.hpp"

namespace bench {

EventLoop::EventLoop()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), buffer_(std::make_unique<char[]>(buffer_bytes)) {
  if (epoll_ < 0) throw_errno("epoll_create1");
}

EventLoop::~EventLoop() { ::close(epoll_); }

void EventLoop::add(int fd, std::uint32_t events, Pollable& target) {
  epoll_event event{.events = events, .data = {.ptr = &target}};
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) throw_errno("epoll_ctl");
}

void EventLoop::modify(int fd, std::uint32_t events, Pollable& target) {
  epoll_event event{.events = events, .data = {.ptr = &target}};
  if (::epoll_ctl(epoll_, EPOLL_CTL_MOD, fd, &event) != 0) throw_errno("epoll_ctl");
}

void EventLoop::turn(std::chrono::nanoseconds longest_wait) {
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(longest_wait);
  const timespec wait{.tv_sec = whole.count(), .tv_nsec = (longest_wait - whole).count()};
  const int ready = ::epoll_pwait2(epoll_, events_.data(), static_cast<int>(events_.size()), &wait, nullptr);
  if (ready < 0 && errno != EINTR) throw_errno("epoll_pwait2");
  for (int i = 0; i < ready; ++i) {
    const epoll_event& event = events_[static_cast<std::size_t>(i)];
    static_cast<Pollable*>(event.data.ptr)->on_ready(event.events);
  }
}

}  // namespace bench
