#include "websocket_client.hpp"

namespace bench {

void WebSocketClient::send(std::span<const Message* const> messages) { send_frames(socket_, messages); }

void WebSocketClient::on_session(std::string_view /*id*/) { socket_.send(client_frame(connect_packet())); }

void WebSocketClient::send_pong() {
  static const std::string pong = client_frame("3");
  socket_.send(pong);
}

void send_frames(WebSocketConnection& socket, std::span<const Message* const> messages) {
  if (messages.size() == 1) return socket.send(messages.front()->frame);
  static thread_local std::vector<std::string_view> frames;  // kept: this runs once per read
  frames.clear();
  for (const Message* message : messages) frames.push_back(message->frame);
  socket.send(frames);
}

}  // namespace bench
