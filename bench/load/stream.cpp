#include "stream.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "failure.hpp"

namespace bench {
namespace {

constexpr std::size_t gathered = 64;  // pieces per system call

std::string text_of(int error) { return std::generic_category().message(error); }

int open_socket() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) throw_errno("socket");
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

void start_connect(int fd, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 && errno != EINPROGRESS)
    throw_errno("connect");
}

void reset_on_close(int fd) {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

ssize_t write_pieces(int fd, std::span<const std::string_view> pieces) {
  if (pieces.size() == 1) return ::send(fd, pieces[0].data(), pieces[0].size(), MSG_NOSIGNAL);
  std::array<iovec, gathered> parts;
  for (std::size_t i = 0; i < pieces.size(); ++i)
    parts[i] = {const_cast<char*>(pieces[i].data()), pieces[i].size()};
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = pieces.size();
  return ::sendmsg(fd, &message, MSG_NOSIGNAL);
}

}  // namespace

void Stream::open(std::uint16_t port) {
  close();
  fd_ = open_socket();
  start_connect(fd_, port);
  connecting_ = true;
  watches_write_ = true;
  loop_.add(fd_, EPOLLIN | EPOLLOUT, *this);
}

void Stream::send(std::string_view bytes) { send(std::span(&bytes, 1)); }

void Stream::send(std::span<const std::string_view> pieces) {
  while (can_write() && !pieces.empty()) {
    const auto batch = pieces.first(std::min(pieces.size(), gathered));
    pieces = pieces.subspan(batch.size());
    write(batch);
  }
  if (!is_open()) return;
  for (std::string_view piece : pieces) unsent_.append(piece);
  watch();
}

void Stream::write(std::span<const std::string_view> pieces) {
  const ssize_t result = write_pieces(fd_, pieces);
  if (result < 0 && errno != EAGAIN) return lose("send: " + text_of(errno));
  keep_unsent(pieces, result < 0 ? 0 : static_cast<std::size_t>(result));
}

void Stream::keep_unsent(std::span<const std::string_view> pieces, std::size_t sent) {
  for (std::string_view piece : pieces) {
    const std::size_t skipped = std::min(sent, piece.size());
    unsent_.append(piece.substr(skipped));
    sent -= skipped;
  }
}

void Stream::close(bool reset) {
  if (!is_open()) return;
  if (reset) reset_on_close(fd_);
  ::close(fd_);
  fd_ = -1;
  connecting_ = false;
  unread_.clear();
  unsent_.clear();
}

void Stream::on_ready(std::uint32_t events) {
  if (!is_open()) return;
  if (connecting_) finish_connect(events);
  if (is_open() && (events & EPOLLOUT) != 0) flush();
  if (is_open() && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) read();
}

void Stream::finish_connect(std::uint32_t events) {
  if ((events & (EPOLLERR | EPOLLHUP)) == 0) {
    connecting_ = false;
    return;
  }
  int error = 0;
  socklen_t length = sizeof error;
  ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &length);
  lose("connect: " + text_of(error));
}

// A short read means that the socket is empty: asking again would only cost a system call.
void Stream::read() {
  const std::span<char> buffer = loop_.read_buffer();
  std::size_t got = buffer.size();
  while (is_open() && got == buffer.size()) {
    const ssize_t result = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (result < 0 && errno == EAGAIN) return;
    if (result <= 0) return lose(result == 0 ? "closed by the server" : "recv: " + text_of(errno));
    got = static_cast<std::size_t>(result);
    loop_.note_read(got);
    take({buffer.data(), got});
  }
}

void Stream::take(std::string_view bytes) {
  constexpr std::size_t kept_bytes = 64 * 1024;
  if (unread_.empty()) {
    const std::size_t used = listener_.on_bytes(bytes);
    if (is_open() && used < bytes.size()) unread_.assign(bytes.substr(used));
    return;
  }
  unread_.append(bytes);
  const std::size_t used = listener_.on_bytes(unread_);
  unread_.erase(0, used);
  if (unread_.empty() && unread_.capacity() > kept_bytes) unread_ = {};
}

void Stream::flush() {
  while (!unsent_.empty()) {
    const ssize_t result = ::send(fd_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
    if (result < 0 && errno == EAGAIN) break;
    if (result < 0) return lose("send: " + text_of(errno));
    unsent_.erase(0, static_cast<std::size_t>(result));
  }
  watch();
}

void Stream::watch() {
  const bool wanted = connecting_ || !unsent_.empty();
  if (wanted == watches_write_) return;
  watches_write_ = wanted;
  loop_.modify(fd_, wanted ? EPOLLIN | EPOLLOUT : EPOLLIN, *this);
}

void Stream::lose(std::string_view why) {
  close();
  listener_.on_lost(why);
}

}  // namespace bench
