// peers.hpp - the clients of a scenario, whatever carries their bytes.
//
// Nothing here waits: the server works between two calls, and what it sent is there at the next receive().
// Peers are numbered in the order they are made.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace bench {

/// One WebSocket message.
struct Message {
  std::string bytes;
  bool binary = false;
};

class Peers {
 public:
  virtual ~Peers() = default;

  /// A new WebSocket connection: it has sent its upgrade request.
  virtual void open_websocket(std::string_view target) = 0;
  /// A new connection for requests.
  virtual void open_http() = 0;
  /// Sends all of them in one piece.
  virtual void send(std::size_t peer, std::span<const Message> messages) = 0;
  virtual void request(std::size_t peer, std::string_view method, std::string_view target,
                       std::string_view body) = 0;
  /// Lets that much time pass, where time can be moved; a real clock is waited for by whoever expects an
  /// answer.
  virtual void pass(std::chrono::milliseconds span) = 0;

  /// Responses and WebSocket messages that all peers together received since the last call; a 101 is none.
  virtual std::size_t receive() = 0;
  /// Payload of the latest of them. Valid until the next receive().
  virtual std::string_view latest() const = 0;
};

}  // namespace bench
