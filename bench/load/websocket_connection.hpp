// websocket_connection.hpp - the handshake, then messages.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "endpoint.hpp"
#include "frame.hpp"
#include "stream.hpp"

namespace bench {

class WebSocketListener {
 public:
  /// The server switched protocols.
  virtual void on_socket_open() {}
  virtual void on_text(std::string_view text) = 0;
  virtual void on_binary(std::string_view bytes) = 0;
  /// All messages of one read have been reported: the moment to answer them together.
  virtual void on_socket_read() {}
  /// Refused, closed by the server, or broken. Not called after close().
  virtual void on_socket_lost(std::string_view why) = 0;

 protected:
  ~WebSocketListener() = default;
};

class WebSocketConnection final : private StreamListener {
 public:
  WebSocketConnection(EventLoop& loop, const Endpoint& endpoint, WebSocketListener& listener)
      : endpoint_(endpoint), listener_(listener), stream_(loop, *this) {}

  /// Connects and asks for the upgrade. `session` joins an existing Engine.IO session.
  void open(std::string_view session = {});
  /// Frames made by client_frame().
  void send(std::string_view frame) { stream_.send(frame); }
  void send(std::span<const std::string_view> frames) { stream_.send(frames); }
  void close() { stream_.close(endpoint_.reset); }

 private:
  std::size_t on_bytes(std::string_view bytes) override;
  void on_lost(std::string_view why) override { listener_.on_socket_lost(why); }
  std::size_t read_handshake(std::string_view bytes);
  std::size_t read_frames(std::string_view bytes);
  void dispatch(const Frame& frame);
  void refuse(std::string_view why);

  const Endpoint& endpoint_;
  WebSocketListener& listener_;
  Stream stream_;
  bool upgraded_ = false;
};

}  // namespace bench
