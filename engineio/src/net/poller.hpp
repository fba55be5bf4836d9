// engineio/src/net/poller.hpp - readiness of a loop's sockets, a batch at a time.
//
// An epoll set of its own, which Asio watches as one descriptor. Asio's own sockets would cost one
// epoll_ctl (or one read that finds nothing) per message and about 300 bytes per idle connection; here a
// socket is registered once, and a whole batch is handled in one handler, whose end is the end of the
// turn. See docs/decisions/0007-poller.md.
//
// Thread: that of its loop. Lifetime: owned by the loop.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <functional>

#include "engineio/wire.hpp"

namespace engineio::net {

/// What a socket waits for; level-triggered. An error or a reset is always reported.
struct Interest {
  bool read = false;
  bool write = false;
  friend bool operator==(Interest, Interest) = default;
};

/// What happened.
struct Readiness {
  bool readable = false;
  bool writable = false;
  bool broken = false;  ///< reset, or closed in both directions
};

class Poller {
 public:
  using OnReady = std::function<void(ConnId, Readiness)>;

  /// `on_ready` is called for each socket of a batch, then `end_of_batch` once.
  Poller(asio::io_context& context, std::uint16_t loop, OnReady on_ready, std::function<void()> end_of_batch);

  void start() { wait(); }
  /// Starts to watch; the kernel forgets the socket when it is closed.
  void add(int socket, ConnId id, Interest interest);
  void change(int socket, ConnId id, Interest interest);

 private:
  void wait();
  void on_batch();
  void control(int operation, int socket, ConnId id, Interest interest);

  const std::uint16_t loop_;
  OnReady on_ready_;
  std::function<void()> end_of_batch_;
  asio::posix::basic_stream_descriptor<asio::io_context::executor_type> set_;
  std::array<epoll_event, 256> batch_;
};

}  // namespace engineio::net
