// socketio/server.hpp - a Socket.IO server: namespaces over Engine.IO sessions.
//
// Protocol: Socket.IO 5 over Engine.IO 4.
// Thread:   hub, except post() and stop(). Every callback runs on the hub, one at a time.
// Lifetime: destroys its namespaces and sockets with it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include "base/timers.hpp"
#include "engineio/server.hpp"
#include "engineio/wire.hpp"
#include "socketio/namespace.hpp"
#include "socketio/options.hpp"
#include "socketio/parent_namespace.hpp"

namespace socketio {

struct LogBudget;
class NamespaceTable;

/// A Socket.IO server. What is sent to everybody goes to everybody in "/".
class Server : public Broadcasting<Server> {
 public:
  /// Owns its network: listen() and run(). Throws std::invalid_argument for options out of range.
  explicit Server(Options options);
  /// Lives on somebody else's network, which must outlive it and be given listener().
  Server(Options options, base::Timers& timers, engineio::Wire& wire);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// What the network tells its events; for one that is somebody else's.
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
  /// engineio::Server::drain(): no new clients, the others leave one after the other within `duration`, their
  /// sockets with "server shutting down" and without a DISCONNECT packet, so that they come back to whoever
  /// serves then. Call close() and stop the network in `on_drained`.
  void drain(std::chrono::milliseconds duration, std::function<void()> on_drained = {});
  /// Every socket gets "server shutting down", no DISCONNECT packet is sent, every session is discarded.
  void close();

  /// The namespace with that name (a missing leading '/' is added); made on first use. Throws
  /// std::invalid_argument for a name with ','.
  Namespace& of(std::string_view name);
  /// As of(), without making one; null when unknown.
  Namespace* find(std::string_view name) const;

  /// Namespaces that are made when a client asks for one whose name matches: a regular expression (ECMAScript
  /// without back-references) that is found in the name, so mostly "^/...$". of(name) by the application
  /// makes such a child too. Throws std::invalid_argument for what is no pattern.
  ParentNamespace& of_matching(std::string_view pattern);
  /// The same, with a function that decides (parent_namespace.hpp). Parents are asked in the order of these
  /// calls, the first yes wins.
  ParentNamespace& of_matching(NamespacePredicate predicate);
  /// Tells of every namespace but "/" when it is made. @return a token for off_new_namespace().
  std::uint64_t on_new_namespace(std::function<void(Namespace&)> listener);
  /// Removes the listener with that token.
  void off_new_namespace(std::uint64_t token);

  // Shortcuts for of("/").
  /// See Namespace::use().
  void use(Middleware middleware) { root_->use(std::move(middleware)); }
  /// See Namespace::on_connection().
  std::uint64_t on_connection(std::function<void(Socket&)> listener) {
    return root_->on_connection(std::move(listener));
  }
  /// See Namespace::once_connection().
  std::uint64_t once_connection(std::function<void(Socket&)> listener) {
    return root_->once_connection(std::move(listener));
  }
  /// See Namespace::off_connection().
  void off_connection(std::uint64_t token) { root_->off_connection(token); }
  /// See Namespace::on_server_side().
  template <class Fn>
  std::uint64_t on_server_side(std::string_view event, Fn fn) {
    return root_->on_server_side(event, std::move(fn));
  }
  /// See Namespace::server_side_emit().
  template <Sendable... Ts>
  void server_side_emit(std::string_view event, const Ts&... args) {
    root_->server_side_emit(event, args...);
  }
  /// See Namespace::server_side_emit_with_ack().
  template <class... Ts>
  void server_side_emit_with_ack(std::chrono::milliseconds deadline, std::string_view event,
                                 Ts&&... args_and_handler) {
    root_->server_side_emit_with_ack(deadline, event, std::forward<Ts>(args_and_handler)...);
  }
  /// Everybody in "/", as a starting point.
  BroadcastOperator all() const { return root_->all(); }
  /// The namespace "/".
  Namespace& sockets() const { return *root_; }

  /// Encodes packets for the clients of this server.
  Parser& parser();
  /// The Engine.IO server underneath.
  engineio::Server& engine();
  /// The network, if it is the server's own; else null.
  engineio::Network* network();
  /// The clock and the timers of the hub.
  base::Timers& timers();
  /// What it was made with.
  const Options& options() const;

 private:
  friend class Client;
  friend class InMemoryAdapter;
  friend class Namespace;
  struct Core;
  void start(base::Timers& timers, engineio::Wire& wire);
  LogBudget& log_budget();

  std::unique_ptr<Core> core_;
  /// For a child of a ParentNamespace: its last socket left.
  void retire(Namespace& child);

  std::unique_ptr<NamespaceTable> namespaces_;
  Namespace* root_ = nullptr;
};

}  // namespace socketio
