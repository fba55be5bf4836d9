#include "net/poller.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <system_error>
#include <utility>

namespace engineio::net {
namespace {

/// Signals and whatever else only Asio sees are looked after that often, however busy the sockets are.
constexpr std::chrono::milliseconds longest_stay{20};

int checked(int descriptor, const char* what) {
  if (descriptor < 0) throw std::system_error(errno, std::system_category(), what);
  return descriptor;
}

std::uint64_t packed(ConnId id) { return std::uint64_t{id.generation} << 32 | id.slot; }

ConnId unpacked(std::uint16_t loop, std::uint64_t data) {
  return {loop, static_cast<std::uint32_t>(data), static_cast<std::uint32_t>(data >> 32)};
}

epoll_event event_of(ConnId id, Interest interest) {
  epoll_event event{};
  event.events = (interest.read ? EPOLLIN : 0U) | (interest.write ? EPOLLOUT : 0U);
  event.data.u64 = packed(id);
  return event;
}

void sleep_until(Poller::Clock::time_point until) {
  const auto since_epoch = until.time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since_epoch);
  const timespec at{.tv_sec = seconds.count(),
                    .tv_nsec = std::chrono::nanoseconds(since_epoch - seconds).count()};
  ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, nullptr);
}

}  // namespace

Poller::Poller(asio::io_context& context, std::uint16_t loop, Manners manners, Handlers handlers)
    : loop_(loop),
      handlers_(std::move(handlers)),
      stays_(manners.stay),
      pace_(manners.interval),
      interrupt_descriptor_(checked(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd")),
      set_(context.get_executor(), checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")) {
  control(EPOLL_CTL_ADD, interrupt_descriptor_, edge_of(interrupt_mark));
}

Poller::~Poller() { ::close(interrupt_descriptor_); }

void Poller::stop() {
  std::error_code ignored;
  set_.close(ignored);
}

void Poller::add(int socket, ConnId id, Interest interest) {
  control(EPOLL_CTL_ADD, socket, event_of(id, interest));
}

void Poller::change(int socket, ConnId id, Interest interest) {
  control(EPOLL_CTL_MOD, socket, event_of(id, interest));
}

/// Edge-triggered: it says that something came, not that somebody took it.
epoll_event Poller::edge_of(std::uint64_t mark) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  event.data.u64 = mark;
  return event;
}

void Poller::control(int operation, int socket, epoll_event event) {
  // Fails for want of kernel memory only; the connection's deadlines then end it.
  ::epoll_ctl(set_.native_handle(), operation, socket, &event);
}

bool Poller::interrupt() {
  // In this order here, and the other way round in wait_here(): one of the threads sees what the other did.
  interrupted_.store(true);
  if (!waiting_here_.load()) return false;
  const std::uint64_t one = 1;
  return ::write(interrupt_descriptor_, &one, sizeof one) == sizeof one;
}

void Poller::wait() {
  set_.async_wait(asio::posix::descriptor_base::wait_read, [this](const std::error_code& error) {
    if (error) return;
    stay();
    // Asio looks at the set again here: what became ready meanwhile, or did not fit, is not missed.
    wait();
  });
}

/// Takes batch after batch, and runs what is due between them, until Asio has something to do or the stay is
/// over.
void Poller::stay() {
  const Clock::time_point end = Clock::now() + longest_stay;
  yield_ = false;
  int count = look(std::chrono::milliseconds::zero());
  while (count >= 0) {
    if (count > 0) handle(count);
    if (interrupted_.load() && interrupted_.exchange(false) && handlers_.on_interrupt()) yield_ = true;
    if (yield_ || !stays_ || current_.began >= end) return;
    if (handlers_.next_due() <= current_.began) handlers_.run_due();
    count = next_batch(end);
  }
}

void Poller::handle(int count) {
  ++batch_number_;
  for (int index = 0; index < count; ++index) {
    const epoll_event& event = batch_[static_cast<std::size_t>(index)];
    if (event.data.u64 == interrupt_mark) continue;  // interrupted_ says the same
    if (event.data.u64 == asio_mark) {
      yield_ = true;
      continue;
    }
    const ConnId id = unpacked(loop_, event.data.u64);
    note(id.slot);
    handlers_.on_ready(id, {.readable = (event.events & EPOLLIN) != 0,
                            .writable = (event.events & EPOLLOUT) != 0,
                            .broken = (event.events & (EPOLLERR | EPOLLHUP)) != 0});
  }
  handlers_.end_of_batch();
}

/// An event of that connection is in this batch.
void Poller::note(std::uint32_t slot) {
  if (slot >= last_batch_of_.size()) last_batch_of_.resize(slot + 1);
  const std::uint32_t before = std::exchange(last_batch_of_[slot], batch_number_);
  ++current_.events;
  if (before + 1 != batch_number_) ++current_.fresh;
}

/// @return how many events are in batch_; none when a timer is due or the stay is over, less when a signal
/// came.
int Poller::next_batch(Clock::time_point end_of_stay) {
  const auto quiet_until = pace_.after(current_);
  if (quiet_until && *quiet_until < end_of_stay) {
    sleep_until(*quiet_until);
    pace_.rested();
    if (const int count = look(std::chrono::milliseconds::zero()); count != 0) return count;
  }
  return wait_here(std::min(end_of_stay, handlers_.next_due()));
}

int Poller::wait_here(Clock::time_point until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
  if (left.count() <= 0) return look(std::chrono::milliseconds::zero());
  waiting_here_.store(true);
  const int count = interrupted_.load() ? look(std::chrono::milliseconds::zero()) : look(left);
  waiting_here_.store(false);
  return count;
}

int Poller::look(std::chrono::milliseconds patience) {
  const int count = ::epoll_wait(set_.native_handle(), batch_.data(), static_cast<int>(batch_.size()),
                                 static_cast<int>(patience.count()));
  current_ = {.began = Clock::now(), .events = 0, .fresh = 0};
  return count;
}

}  // namespace engineio::net
