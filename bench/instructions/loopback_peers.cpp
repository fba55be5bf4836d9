#include "loopback_peers.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "../load/frame.hpp"
#include "../load/http_response.hpp"
#include "player.hpp"
#include "request_headers.hpp"

namespace bench {
namespace {

[[noreturn]] void give_up_because_of_errno(const std::string& call) {
  give_up(call + ": " + std::strerror(errno));
}

int connected_socket(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) give_up_because_of_errno("socket");
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    give_up_because_of_errno("connect");
  }
  return socket;
}

}  // namespace

void LoopbackPeers::open(Speaks speaks) {
  connections_.push_back({speaks, {}});
  descriptors_.push_back({.fd = connected_socket(port_), .events = POLLIN, .revents = 0});
}

void LoopbackPeers::open_http() { open(Speaks::http); }

void LoopbackPeers::open_websocket(std::string_view target) {
  open(Speaks::websocket);
  write(connections_.size() - 1,
        "GET " + std::string(target) +
            " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
}

void LoopbackPeers::send(std::size_t peer, std::span<const Message> messages) {
  std::string bytes;
  for (const Message& message : messages) {
    bytes += client_frame(message.bytes, message.binary ? Opcode::binary : Opcode::text);
  }
  write(peer, bytes);
}

void LoopbackPeers::request(std::size_t peer, std::string_view method, std::string_view target,
                            std::string_view body) {
  std::string text = std::string(method) + ' ' + std::string(target) + " HTTP/1.1\r\n";
  for (const auto& [name, value] : request_headers) text += name + ": " + value + "\r\n";
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  write(peer, text + "\r\n" + std::string(body));
}

void LoopbackPeers::write(std::size_t peer, std::string_view bytes) {
  const ssize_t sent = ::send(descriptors_.at(peer).fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (sent != static_cast<ssize_t>(bytes.size())) give_up_because_of_errno("send");
}

std::size_t LoopbackPeers::receive() {
  std::size_t received = 0;
  for (std::size_t peer = 0; peer < connections_.size(); ++peer) {
    read(peer);
    received += take_messages(connections_[peer]);
  }
  return received;
}

void LoopbackPeers::read(std::size_t peer) {
  char buffer[64 * 1024];
  for (;;) {
    const ssize_t size = ::recv(descriptors_[peer].fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (size < 0 && errno == EAGAIN) return;
    if (size < 0) give_up_because_of_errno("recv");
    if (size == 0) give_up("the server closed a connection");
    connections_[peer].unread.append(buffer, static_cast<std::size_t>(size));
    if (static_cast<std::size_t>(size) < sizeof buffer) return;
  }
}

std::size_t LoopbackPeers::take_messages(Connection& connection) {
  std::size_t taken = 0;
  constexpr std::string_view switching = "HTTP/1.1 101 ";
  if (connection.unread.starts_with(switching)) {
    const std::size_t end = connection.unread.find("\r\n\r\n");
    if (end == std::string::npos) return 0;
    connection.unread.erase(0, end + 4);
  }
  while (connection.speaks == Speaks::http ? take_response(connection) : take_message(connection)) ++taken;
  return taken;
}

bool LoopbackPeers::take_message(Connection& connection) {
  const auto frame = read_frame(connection.unread);
  if (!frame) return false;
  latest_ = frame->payload;
  connection.unread.erase(0, frame->size_bytes);
  return true;
}

bool LoopbackPeers::take_response(Connection& connection) {
  std::string scratch;
  const auto response = read_response(connection.unread, scratch);
  if (!response) return false;
  if (response->status != 200) give_up("HTTP status " + std::to_string(response->status));
  latest_ = response->body;
  connection.unread.erase(0, response->size_bytes);
  return true;
}

void LoopbackPeers::close_all() {
  for (const pollfd& descriptor : descriptors_) ::close(descriptor.fd);
  descriptors_.clear();
  connections_.clear();
}

}  // namespace bench
