#include "net/tcp_socket.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace engineio::net {
namespace {

TcpSocket::Result result_of(ssize_t size) {
  if (size >= 0)
    return {.status = TcpSocket::Status::done, .size = static_cast<std::size_t>(size), .error = {}};
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) {
    return {.status = TcpSocket::Status::would_block, .size = 0, .error = {}};
  }
  return {.status = TcpSocket::Status::failed, .size = 0, .error = {errno, std::system_category()}};
}

}  // namespace

void TcpSocket::set_no_delay() {
  const int on = 1;
  ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

TcpSocket::Result TcpSocket::read(std::span<char> buffer) {
  Result result = result_of(::recv(descriptor_, buffer.data(), buffer.size(), 0));
  if (result.status == Status::done && result.size == 0) result.status = Status::end;
  return result;
}

TcpSocket::Result TcpSocket::write(std::span<iovec> buffers) {
  if (buffers.size() == 1) {
    return result_of(::send(descriptor_, buffers[0].iov_base, buffers[0].iov_len, MSG_NOSIGNAL));
  }
  msghdr message{};
  message.msg_iov = buffers.data();
  message.msg_iovlen = buffers.size();
  return result_of(::sendmsg(descriptor_, &message, MSG_NOSIGNAL));
}

bool TcpSocket::shut_down_sending() { return ::shutdown(descriptor_, SHUT_WR) == 0; }

void TcpSocket::close() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

}  // namespace engineio::net
