#include "net/poller.hpp"

#include <system_error>
#include <utility>

#include "base/check.hpp"

namespace engineio::net {
namespace {

int new_epoll_set() {
  const int set = ::epoll_create1(EPOLL_CLOEXEC);
  if (set < 0) throw std::system_error(errno, std::system_category(), "epoll_create1");
  return set;
}

std::uint64_t packed(ConnId id) { return std::uint64_t{id.generation} << 32 | id.slot; }

ConnId unpacked(std::uint16_t loop, std::uint64_t data) {
  return {loop, static_cast<std::uint32_t>(data), static_cast<std::uint32_t>(data >> 32)};
}

}  // namespace

Poller::Poller(asio::io_context& context, std::uint16_t loop, OnReady on_ready,
               std::function<void()> end_of_batch)
    : loop_(loop),
      on_ready_(std::move(on_ready)),
      end_of_batch_(std::move(end_of_batch)),
      set_(context.get_executor(), new_epoll_set()) {}

void Poller::add(int socket, ConnId id, Interest interest) { control(EPOLL_CTL_ADD, socket, id, interest); }

void Poller::change(int socket, ConnId id, Interest interest) {
  control(EPOLL_CTL_MOD, socket, id, interest);
}

void Poller::control(int operation, int socket, ConnId id, Interest interest) {
  epoll_event event{};
  event.events = (interest.read ? EPOLLIN : 0U) | (interest.write ? EPOLLOUT : 0U);
  event.data.u64 = packed(id);
  // Fails for want of kernel memory only; the connection's deadlines then end it.
  ::epoll_ctl(set_.native_handle(), operation, socket, &event);
}

void Poller::wait() {
  set_.async_wait(asio::posix::descriptor_base::wait_read, [this](const std::error_code& error) {
    if (!error) on_batch();
  });
}

void Poller::on_batch() {
  const int count = ::epoll_wait(set_.native_handle(), batch_.data(), static_cast<int>(batch_.size()), 0);
  for (int index = 0; index < count; ++index) {
    const epoll_event& event = batch_[static_cast<std::size_t>(index)];
    on_ready_(unpacked(loop_, event.data.u64), {.readable = (event.events & EPOLLIN) != 0,
                                                .writable = (event.events & EPOLLOUT) != 0,
                                                .broken = (event.events & (EPOLLERR | EPOLLHUP)) != 0});
  }
  end_of_batch_();
  // Asio looks at the set again here: what became ready meanwhile, or did not fit, is not missed.
  wait();
}

}  // namespace engineio::net
