#include "net/acceptor.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <asio/ip/v6_only.hpp>
#include <cerrno>
#include <chrono>
#include <limits>
#include <utility>

#include "base/log.hpp"
#include "net/system_error.hpp"

namespace engineio::net {
namespace {

constexpr int max_batch = 64;
constexpr std::chrono::milliseconds back_off_time{100};

std::error_code set_reuse_port(int socket) {
  const int on = 1;
  if (::setsockopt(socket, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0) return {};
  return {errno, std::system_category()};
}

}  // namespace

Acceptor::Acceptor(asio::io_context& context, Handler handler)
    : handler_(std::move(handler)), socket_(context.get_executor()) {}

std::error_code Acceptor::open(const asio::ip::tcp::endpoint& endpoint, bool share_port, int backlog) {
  std::error_code error;
  const auto ok = [&] { return !error; };
  socket_.open(endpoint.protocol(), error);
  if (ok()) socket_.set_option(Socket::reuse_address(true), error);
  if (ok() && share_port) error = set_reuse_port(socket_.native_handle());
  if (ok() && endpoint.protocol() == asio::ip::tcp::v6()) socket_.set_option(asio::ip::v6_only(false), error);
  if (ok()) socket_.bind(endpoint, error);
  if (ok()) socket_.listen(backlog, error);
  if (ok()) socket_.non_blocking(true, error);
  if (!ok()) stop();
  return portable(error);
}

/// What is set on a listening socket its connections are born with: no system call for each.
std::error_code Acceptor::limit_unsent(std::size_t bytes) {
  const int limit = static_cast<int>(std::min<std::size_t>(bytes, std::numeric_limits<int>::max()));
  if (::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &limit, sizeof limit) == 0)
    return {};
  return {errno, std::system_category()};
}

std::uint16_t Acceptor::port() const {
  std::error_code error;
  return socket_.local_endpoint(error).port();
}

void Acceptor::start(base::Timers& timers) {
  timers_ = &timers;
  wait();
}

void Acceptor::stop() {
  back_off_timer_.cancel();
  std::error_code ignored;
  socket_.close(ignored);
}

void Acceptor::wait() {
  if (!socket_.is_open()) return;
  socket_.async_wait(Socket::wait_read, [this](const std::error_code& error) {
    if (!error) accept_batch();
  });
}

void Acceptor::accept_batch() {
  for (int count = 0; count < max_batch && socket_.is_open(); ++count) {
    asio::ip::tcp::endpoint peer;
    auto size = static_cast<socklen_t>(peer.capacity());
    const int descriptor =
        ::accept4(socket_.native_handle(), peer.data(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
    // The peer gave up while it waited in the backlog.
    if (descriptor < 0 && (errno == ECONNABORTED || errno == EINTR || errno == EPROTO)) continue;
    if (descriptor < 0) return back_off({errno, std::system_category()});
    peer.resize(size);
    complained_ = false;
    handler_(TcpSocket(descriptor), peer);
  }
  wait();
}

void Acceptor::back_off(const std::error_code& error) {
  if (!std::exchange(complained_, true)) base::log::warn("cannot accept connections: ", error.message());
  back_off_timer_ = timers_->after(back_off_time, [this] { wait(); });
}

}  // namespace engineio::net
