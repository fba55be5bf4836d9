// socketio/namespace.hpp - a separate conversation on the same connection: its sockets, rooms and rules.
//
// Thread: hub. Lifetime: owned by Server, as long as it.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "socketio/broadcast_operator.hpp"
#include "socketio/socket.hpp"

namespace socketio {

class AckTable;
class EventNames;
class Server;

/// Decides about a connection: calls next() or next(Reject{...}), now or later, once.
using Middleware = std::function<void(Socket&, Next)>;

class Namespace {
 public:
  Namespace(Server& server, std::string name);
  ~Namespace();
  Namespace(const Namespace&) = delete;
  Namespace& operator=(const Namespace&) = delete;

  /// "/" or "/name".
  const std::string& name() const { return name_; }
  Server& server() const { return server_; }
  Adapter& adapter() const { return *adapter_; }

  /// Adds a middleware; they run in order for each connection. What it emits goes out before the CONNECT
  /// reply.
  void use(Middleware middleware);
  /// Runs when a socket is connected and its CONNECT reply is queued; register its handlers here, no event
  /// can be missed. Several listeners run in order.
  void on_connection(std::function<void(Socket&)> listener);

  /// The connected socket with that id, or null; good for this turn.
  Socket* find(std::string_view id) const;
  /// Connected sockets.
  std::size_t size() const { return sockets_.size(); }
  std::vector<SocketId> socket_ids() const;

  /// Everybody in the namespace, as a starting point.
  BroadcastOperator all() const { return BroadcastOperator(const_cast<Namespace&>(*this)); }
  BroadcastOperator to(std::string_view room) const { return all().to(room); }
  BroadcastOperator in(std::string_view room) const { return all().to(room); }
  BroadcastOperator except(std::string_view room) const { return all().except(room); }
  BroadcastOperator local() const { return all().local(); }
  BroadcastOperator volatile_() const { return all().volatile_(); }
  BroadcastOperator compress(bool on) const { return all().compress(on); }
  TimedBroadcast timeout(std::chrono::milliseconds deadline) const { return all().timeout(deadline); }
  template <Sendable... Ts>
  void emit(std::string_view event, const Ts&... args) const {
    all().emit(event, args...);
  }
  template <Sendable... Ts>
  void send(const Ts&... args) const {
    all().send(args...);
  }

 private:
  friend class AckReply;
  friend class AckTable;
  friend class BroadcastOperator;
  friend class Client;
  friend class InMemoryAdapter;
  friend class Server;
  friend class Socket;
  struct Slot {
    std::unique_ptr<Socket> socket;
    std::uint32_t generation = 0;
  };

  Socket& create(Client& client, std::string auth);
  Socket* find(SocketHandle handle) const;
  void run_middlewares(SocketHandle handle, std::size_t index);
  void connect(Socket& socket);
  void remove(Socket& socket);
  void shut_down();
  void warn_of_misfit(std::string_view event);
  /// A writer behind a '['; its memory comes from the last recycle().
  JsonWriter begin_array();
  void recycle(JsonWriter&& out);

  Server& server_;
  std::string name_;
  std::vector<Middleware> middlewares_;
  std::vector<std::function<void(Socket&)>> connection_listeners_;
  std::unique_ptr<EventNames> event_names_;  // outlives the sockets, which have handlers
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
  std::unordered_map<std::string_view, Socket*> sockets_;
  std::vector<std::unique_ptr<Socket>> graveyard_;
  base::Timer sweep_;
  std::size_t outgoing_listeners_ = 0;
  std::unordered_set<std::string> misfits_;
  std::string spare_memory_;
  std::unique_ptr<AckTable> acks_;
  std::unique_ptr<Adapter> adapter_;
};

}  // namespace socketio
