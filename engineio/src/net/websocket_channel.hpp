// engineio/src/net/websocket_channel.hpp - the WebSocket side of a connection.
//
// Protocol: RFC 6455, 5 to 7. Thread: its loop's. Lifetime: owned by the connection, made by the upgrade.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "net/websocket_codec.hpp"

namespace engineio::net {

class Connection;

class WebsocketChannel {
 public:
  /// `deflate` is null when permessage-deflate was not negotiated.
  WebsocketChannel(Connection& connection, std::unique_ptr<MessageDeflate> deflate);
  ~WebsocketChannel();

  /// @return bytes used; the rest is an incomplete frame.
  std::size_t consume(std::span<char> bytes);
  void send(const Frame& frame);
  /// Starts the closing handshake; code 0: without status.
  void close(std::uint16_t code);

 private:
  void on_input(WebsocketInput& input);
  void on_violation();
  bool send_compressed(const Frame& frame);
  void write(Opcode opcode, const base::SharedBytes& payload);
  void write_close(std::uint16_t code);

  Connection& connection_;
  [[no_unique_address]] WebsocketCodec codec_;  // its padding has room for what follows
  bool close_sent_ = false;
};

}  // namespace engineio::net
