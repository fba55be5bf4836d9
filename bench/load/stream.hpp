// stream.hpp - one non-blocking TCP connection to the server on 127.0.0.1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "event_loop.hpp"

namespace bench {

class StreamListener {
 public:
  /// Bytes have arrived. Returns how many of them are done with; the rest comes again, with more.
  virtual std::size_t on_bytes(std::string_view bytes) = 0;
  /// The server closed the connection or it failed; the stream is closed. Not called after close().
  virtual void on_lost(std::string_view why) = 0;

 protected:
  ~StreamListener() = default;
};

/// Closed, connecting or open; can be opened again after it was closed. Every member may be called from
/// inside the listener's callbacks; destroying it there is not allowed.
class Stream final : private Pollable {
 public:
  Stream(EventLoop& loop, StreamListener& listener) : loop_(loop), listener_(listener) {}
  ~Stream() { close(); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// Starts to connect. What is sent meanwhile waits. Throws Failure when the system refuses a socket.
  void open(std::uint16_t port);
  /// Nothing happens when it is closed. What the kernel does not take at once is kept and sent later.
  void send(std::string_view bytes);
  /// The same for several pieces, in as few system calls as possible.
  void send(std::span<const std::string_view> pieces);
  /// With `reset` the server sees an RST.
  void close(bool reset = false);

  bool is_open() const { return fd_ >= 0; }

 private:
  void on_ready(std::uint32_t events) override;
  void finish_connect(std::uint32_t events);
  bool can_write() const { return is_open() && !connecting_ && unsent_.empty(); }
  void write(std::span<const std::string_view> pieces);
  void keep_unsent(std::span<const std::string_view> pieces, std::size_t sent);
  void read();
  void take(std::string_view bytes);
  void flush();
  void watch();
  void lose(std::string_view why);

  EventLoop& loop_;
  StreamListener& listener_;
  int fd_ = -1;
  bool connecting_ = false;
  bool watches_write_ = false;
  std::string unread_;
  std::string unsent_;
};

}  // namespace bench
