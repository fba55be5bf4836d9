// websocket_client.hpp - a client that starts on WebSocket and stays there.
#pragma once

#include <string_view>
#include <vector>

#include "client.hpp"
#include "websocket_connection.hpp"

namespace bench {

class WebSocketClient final : public Client, private WebSocketListener {
 public:
  WebSocketClient(std::size_t index, ClientListener& listener, EventLoop& loop, const Endpoint& endpoint)
      : Client(index, listener, endpoint), socket_(loop, endpoint, *this) {}

  using Client::send;
  void send(std::span<const Message* const> messages) override;

 private:
  void on_start() override { socket_.open(); }
  void on_session(std::string_view id) override;
  void on_namespace_connected() override { listener().on_ready(*this); }
  void send_pong() override;
  void close_connections() override { socket_.close(); }

  void on_text(std::string_view text) override { receive(text); }
  void on_binary(std::string_view bytes) override { receive_attachment(bytes); }
  void on_socket_read() override { listener().on_read_done(*this); }
  void on_socket_lost(std::string_view why) override { fail(why); }

  WebSocketConnection socket_;
};

/// The frames of all messages in as few writes as possible.
void send_frames(WebSocketConnection& socket, std::span<const Message* const> messages);

}  // namespace bench
