#include "websocket_connection.hpp"

namespace bench {
namespace {

// The key and the answer to it are the example of RFC 6455, section 1.3.
constexpr std::string_view upgrade_headers =
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
constexpr std::string_view accept_value = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

}  // namespace

void WebSocketConnection::open(std::string_view session) {
  upgraded_ = false;
  stream_.open(endpoint_.port);
  stream_.send(endpoint_.request_start("GET", "websocket", session).append(upgrade_headers));
}

std::size_t WebSocketConnection::on_bytes(std::string_view bytes) {
  const std::size_t head = upgraded_ ? 0 : read_handshake(bytes);
  if (!upgraded_ || !stream_.is_open()) return head;
  const std::size_t used = head + read_frames(bytes.substr(head));
  if (stream_.is_open()) listener_.on_socket_read();
  return used;
}

std::size_t WebSocketConnection::read_handshake(std::string_view bytes) {
  constexpr std::string_view end_of_head = "\r\n\r\n";
  const std::size_t end = bytes.find(end_of_head);
  if (end == std::string_view::npos) return 0;
  const std::string_view head = bytes.substr(0, end);
  if (!head.starts_with("HTTP/1.1 101") || head.find(accept_value) == std::string_view::npos) {
    refuse("no upgrade: " + std::string(head.substr(0, head.find('\r'))));
    return 0;
  }
  upgraded_ = true;
  listener_.on_socket_open();
  return end + end_of_head.size();
}

std::size_t WebSocketConnection::read_frames(std::string_view bytes) {
  std::size_t used = 0;
  while (stream_.is_open()) {
    const auto frame = read_frame(bytes.substr(used));
    if (!frame) break;
    used += frame->size_bytes;
    dispatch(*frame);
  }
  return used;
}

void WebSocketConnection::dispatch(const Frame& frame) {
  switch (frame.opcode) {
    case Opcode::text:
      return listener_.on_text(frame.payload);
    case Opcode::binary:
      return listener_.on_binary(frame.payload);
    case Opcode::ping:
      return send(client_frame(frame.payload, Opcode::pong));
    case Opcode::close:
      return refuse("close frame");
    case Opcode::pong:
      return;
  }
  throw Failure(Exit::wrong_answer, "unknown opcode");
}

void WebSocketConnection::refuse(std::string_view why) {
  close();
  listener_.on_socket_lost(why);
}

}  // namespace bench
