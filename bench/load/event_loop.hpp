// event_loop.hpp - one thread, one epoll.
//
// The generator must cost less than any server that it measures, so this is the bare system call: one
// virtual call per ready socket, one shared read buffer, the time taken once per read.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>

#include "clock.hpp"

namespace bench {

class Pollable {
 public:
  virtual void on_ready(std::uint32_t events) = 0;

 protected:
  ~Pollable() = default;
};

/// Lifetime: outlives every descriptor in it. A Pollable must live until the end of the turn in which its
/// descriptor is closed: an event for it may already have been fetched.
class EventLoop {
 public:
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Level-triggered. Closing the descriptor removes it.
  void add(int fd, std::uint32_t events, Pollable& target);
  void modify(int fd, std::uint32_t events, Pollable& target);

  /// Waits for events, at most `longest_wait`, and delivers them.
  void turn(std::chrono::nanoseconds longest_wait);

  /// For the bytes of the read that is being handled; its contents last until the next read.
  std::span<char> read_buffer() { return {buffer_.get(), buffer_bytes}; }
  /// When the bytes that are being handled were read.
  Time read_time() const { return read_time_; }
  void note_read(std::size_t bytes) {
    read_time_ = Clock::now();
    read_bytes_ += bytes;
  }
  /// Of all connections since the start.
  std::uint64_t read_bytes() const { return read_bytes_; }

 private:
  static constexpr std::size_t buffer_bytes = 512 * 1024;

  int epoll_;
  std::unique_ptr<char[]> buffer_;
  std::array<epoll_event, 512> events_;
  Time read_time_{};
  std::uint64_t read_bytes_ = 0;
};

}  // namespace bench
