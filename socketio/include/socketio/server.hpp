// socketio/server.hpp - a Socket.IO server: namespaces over Engine.IO sessions.
//
// Protocol: Socket.IO 5 over Engine.IO 4.
// Thread:   hub, except post() and stop(). Every callback runs on the hub, one at a time.
// Lifetime: destroys its namespaces and sockets with it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include "base/timers.hpp"
#include "engineio/server.hpp"
#include "engineio/wire.hpp"
#include "socketio/namespace.hpp"
#include "socketio/options.hpp"

namespace socketio {

class Server : public Broadcasting<Server> {
 public:
  /// Owns its network: listen() and run(). Throws std::invalid_argument for options out of range.
  explicit Server(Options options);
  /// Lives on somebody else's network, which must outlive it and be given listener().
  Server(Options options, base::Timers& timers, engineio::Wire& wire);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  engineio::WireListener& listener();
  /// Binds Options::host and port. Owned network only.
  [[nodiscard]] std::error_code listen();
  /// The bound port, after listen().
  std::uint16_t port() const;
  /// listen() unless done, then serves until SIGINT, SIGTERM or stop(). Clients see their transport close
  /// and reconnect; no packet tells them not to. @return exit code: 0, or 1 after one log line when the
  /// address cannot be bound.
  int run();
  /// Lets run() return. Thread: any.
  void stop();
  /// Runs `work` on the hub in a later turn. Thread: any. Owned network only.
  void post(std::function<void()> work);
  /// Every socket gets "server shutting down", no DISCONNECT packet is sent, every session is discarded.
  void close();

  /// The namespace with that name (a missing leading '/' is added); made on first use. Throws
  /// std::invalid_argument for a name with ','.
  Namespace& of(std::string_view name);
  /// As of(), without making one; null when unknown.
  Namespace* find(std::string_view name) const;

  // Shortcuts for of("/").
  void use(Middleware middleware) { root_->use(std::move(middleware)); }
  void on_connection(std::function<void(Socket&)> listener) { root_->on_connection(std::move(listener)); }
  template <class Fn>
  std::uint64_t on_server_side(std::string_view event, Fn fn) {
    return root_->on_server_side(event, std::move(fn));
  }
  template <Sendable... Ts>
  void server_side_emit(std::string_view event, const Ts&... args) {
    root_->server_side_emit(event, args...);
  }
  template <class... Ts>
  void server_side_emit_with_ack(std::chrono::milliseconds deadline, std::string_view event,
                                 Ts&&... args_and_handler) {
    root_->server_side_emit_with_ack(deadline, event, std::forward<Ts>(args_and_handler)...);
  }
  /// Everybody in "/", as a starting point.
  BroadcastOperator all() const { return root_->all(); }
  /// The namespace "/".
  Namespace& sockets() const { return *root_; }

  engineio::Server& engine();
  engineio::Network* network();
  base::Timers& timers();
  const Options& options() const;

 private:
  friend class Client;
  struct Core;
  void start(base::Timers& timers, engineio::Wire& wire);

  std::unique_ptr<Core> core_;
  std::map<std::string, std::unique_ptr<Namespace>, std::less<>> namespaces_;
  Namespace* root_ = nullptr;
};

}  // namespace socketio
