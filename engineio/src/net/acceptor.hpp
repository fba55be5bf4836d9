// engineio/src/net/acceptor.hpp - the listening socket of one loop.
//
// Accepts in batches; when the process has no descriptor left it waits a moment instead of spinning on a
// socket that stays readable.
// Thread: that of its loop, except open() and port(). Lifetime: owned by the loop.
#pragma once

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <system_error>

#include "base/timers.hpp"
#include "net/tcp_socket.hpp"

namespace engineio::net {

class Acceptor {
 public:
  using Handler = std::function<void(TcpSocket, const asio::ip::tcp::endpoint& peer)>;

  Acceptor(asio::io_context& context, Handler handler);

  /// Binds and listens; `share_port` sets SO_REUSEPORT.
  std::error_code open(const asio::ip::tcp::endpoint& endpoint, bool share_port, int backlog);
  /// Of each connection accepted from now on, see NetworkOptions::max_unsent_bytes. @pre open() succeeded.
  std::error_code limit_unsent(std::size_t bytes);
  std::uint16_t port() const;
  /// The listening socket. @pre open() succeeded.
  int descriptor() { return socket_.native_handle(); }
  void start(base::Timers& timers);
  void stop();

 private:
  using Socket = asio::basic_socket_acceptor<asio::ip::tcp, asio::io_context::executor_type>;

  void wait();
  void accept_batch();
  void back_off(const std::error_code& error);

  Handler handler_;
  Socket socket_;
  base::Timers* timers_ = nullptr;
  base::Timer back_off_timer_;
  bool complained_ = false;  // since the last success
};

}  // namespace engineio::net
