// loopback_peers.hpp - peers on TCP connections to 127.0.0.1, in the server's own process and thread.
//
// Thread: the server's, while it is idle. Fails the program on errors of the system.
#pragma once

#include <poll.h>

#include <cstdint>
#include <string>
#include <vector>

#include "peers.hpp"

namespace bench {

class LoopbackPeers final : public Peers {
 public:
  explicit LoopbackPeers(std::uint16_t port) : port_(port) {}
  ~LoopbackPeers() override { close_all(); }

  void open_websocket(std::string_view target) override;
  void open_http() override;
  void send(std::size_t peer, std::span<const Message> messages) override;
  void request(std::size_t peer, std::string_view method, std::string_view target,
               std::string_view body) override;
  void pass(std::chrono::milliseconds) override {}
  std::size_t receive() override;
  std::string_view latest() const override { return latest_; }

  void close_all();
  /// Descriptors that become readable when something arrives.
  const std::vector<pollfd>& descriptors() const { return descriptors_; }

 private:
  enum class Speaks { http, websocket };
  struct Connection {
    Speaks speaks;
    std::string unread;
  };
  void open(Speaks speaks);
  void write(std::size_t peer, std::string_view bytes);
  void read(std::size_t peer);
  std::size_t take_messages(Connection& connection);
  bool take_message(Connection& connection);
  bool take_response(Connection& connection);

  std::uint16_t port_;
  std::vector<Connection> connections_;
  std::vector<pollfd> descriptors_;  // of the connections, in the same order
  std::string latest_;
};

}  // namespace bench
