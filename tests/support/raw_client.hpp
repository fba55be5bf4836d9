// tests/support/raw_client.hpp - a TCP client that says exactly what a test tells it to.
//
// Blocking, with one deadline per call: a test that waits for something that never comes fails after
// RawClient::patience instead of hanging.
// Thread: the one that made it.
#pragma once

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace test {

/// One response, as far as tests look at it.
struct RawResponse {
  int status = 0;
  std::string head;  ///< status line and headers, up to and with the empty line
  std::string body;

  bool has(std::string_view line) const {
    return head.find("\r\n" + std::string(line) + "\r\n") != std::string::npos;
  }
};

class RawClient {
 public:
  static constexpr std::chrono::milliseconds patience{10'000};

  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  }
  RawClient(RawClient&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)),
        received_(std::move(other.received_)),
        reset_(other.reset_) {}
  RawClient& operator=(RawClient&&) = delete;
  ~RawClient() { close(); }

  /// Sends all of it. @return false when the server closed meanwhile.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      if (!wait(POLLOUT)) return false;
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent < 0 && (errno == EAGAIN || errno == EINTR)) continue;
      if (sent < 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  /// One send() per byte.
  void send_slowly(std::string_view bytes) {
    for (const char& byte : bytes) REQUIRE(send({&byte, 1}));
  }
  /// The server sees the end of our input; we still read.
  void finish_sending() { ::shutdown(socket_, SHUT_WR); }
  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }
  /// Closes with a reset.
  void reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
  }
  void set_receive_buffer(int bytes) { ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes); }

  /// The next `size` bytes.
  std::string read(std::size_t size) {
    while (received_.size() < size && receive()) continue;
    CHECK_MESSAGE(received_.size() >= size, "only received: ", received_);
    return take(size);
  }
  /// Everything up to and with `mark`.
  std::string read_until(std::string_view mark) {
    std::size_t at = 0;
    while ((at = received_.find(mark)) == std::string::npos && receive()) continue;
    CHECK_MESSAGE(at != std::string::npos, "only received: ", received_);
    return take(at == std::string::npos ? received_.size() : at + mark.size());
  }
  /// Everything until the server closes.
  std::string read_to_end() {
    while (receive()) continue;
    return take(received_.size());
  }
  /// The server closed, in order and without sending anything more.
  bool at_end() { return read_to_end().empty() && !reset_; }
  /// The server closed with a reset.
  bool was_reset() const { return reset_; }

  /// One response with a Content-Length, or without a body.
  RawResponse read_response(bool head_request = false) {
    RawResponse response;
    response.head = read_until("\r\n\r\n");
    if (response.head.size() > 12) response.status = std::atoi(response.head.c_str() + 9);
    const std::size_t at = response.head.find("\r\nContent-Length: ");
    if (at != std::string::npos && !head_request) {
      response.body = read(static_cast<std::size_t>(std::atoll(response.head.c_str() + at + 18)));
    }
    return response;
  }
  RawResponse exchange(std::string_view request) {
    send(request);
    return read_response();
  }
  /// Sends an upgrade request and expects the 101.
  void upgrade(std::string_view target = "/") {
    send("GET " + std::string(target) +
         " HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    const RawResponse response = read_response();
    CHECK(response.status == 101);
    CHECK(response.has("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
  }

 private:
  bool wait(short event) const {
    pollfd waiting{.fd = socket_, .events = event, .revents = 0};
    return ::poll(&waiting, 1, static_cast<int>(patience.count())) == 1;
  }
  bool receive() {
    if (socket_ < 0) return false;
    const bool readable = wait(POLLIN);
    CHECK_MESSAGE(readable, "nothing came; received so far: ", received_);
    if (!readable) return false;
    char buffer[64 * 1024];
    const ssize_t size = ::recv(socket_, buffer, sizeof buffer, 0);
    if (size < 0) reset_ = true;
    if (size <= 0) return false;
    received_.append(buffer, static_cast<std::size_t>(size));
    return true;
  }
  std::string take(std::size_t size) {
    std::string bytes = received_.substr(0, size);
    received_.erase(0, size);
    return bytes;
  }

  int socket_;
  std::string received_;
  bool reset_ = false;
};

/// A masked client frame with the masking key 00 00 00 00: `first` is FIN, reserved bits and opcode.
inline std::string client_frame(unsigned char first, std::string_view payload) {
  std::string frame(1, static_cast<char>(first));
  const std::size_t size = payload.size();
  if (size < 126) {
    frame += static_cast<char>(0x80 | size);
  } else if (size < 65536) {
    frame += static_cast<char>(0x80 | 126);
    frame += static_cast<char>(size >> 8);
    frame += static_cast<char>(size & 255);
  } else {
    frame += static_cast<char>(0x80 | 127);
    for (int shift = 56; shift >= 0; shift -= 8) frame += static_cast<char>((size >> shift) & 255);
  }
  frame.append(4, '\0');
  frame += payload;
  return frame;
}

}  // namespace test
