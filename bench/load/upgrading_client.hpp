// upgrading_client.hpp - starts on polling, probes WebSocket beside it, and moves over.
//
// Protocol: Engine.IO 4, "Upgrade". The client sends `5` only when no request is under way, so nothing is
// lost with the polling transport.
#pragma once

#include "polling_client.hpp"
#include "websocket_connection.hpp"

namespace bench {

class UpgradingClient final : public PollingClient, private WebSocketListener {
 public:
  UpgradingClient(std::size_t index, ClientListener& listener, EventLoop& loop, const Endpoint& endpoint)
      : PollingClient(index, listener, loop, endpoint), socket_(loop, endpoint, *this) {}

  using Client::send;
  void send(std::span<const Message* const> messages) override;

 private:
  void on_session(std::string_view id) override;
  void on_namespace_connected() override;
  void on_polling_ready() override {}
  void on_request_done() override { try_upgrade(); }
  bool polls() const override { return !probed_; }
  void on_probe_answered() override;
  void send_pong() override;
  void close_connections() override;

  void on_socket_open() override;
  void on_text(std::string_view text) override { receive(text); }
  void on_binary(std::string_view bytes) override { receive_attachment(bytes); }
  void on_socket_read() override { listener().on_read_done(*this); }
  void on_socket_lost(std::string_view why) override { fail(why); }

  void try_upgrade();
  void check_ready();

  WebSocketConnection socket_;
  bool connected_ = false;
  bool probed_ = false;
  bool upgraded_ = false;
};

}  // namespace bench
