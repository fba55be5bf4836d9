// socketio/namespace.hpp - a separate conversation on the same connection: its sockets, rooms and rules.
//
// Thread:   hub.
// Lifetime: owned by Server, as long as it. Only the child of a ParentNamespace may end earlier, if
//           Options::cleanup_empty_child_namespaces is on: in a turn after its last socket left. Keep its
//           name then, and ask Server::find(). Operators, Acks and Nexts of a namespace that is gone do
//           nothing.
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

#include "base/slot_table.hpp"
#include "socketio/broadcasting.hpp"
#include "socketio/namespace_ref.hpp"
#include "socketio/parser.hpp"
#include "socketio/socket.hpp"

namespace socketio {

class AckTable;
class ConnectionRecovery;
class EventNames;
class HandlerTable;
class ParentNamespace;
struct ConnectionListener;
template <class Call>
class CallList;
class Server;

/// Decides about a connection: calls next() or next(Reject{...}), now or later, once.
using Middleware = std::function<void(Socket&, Next)>;

/// One namespace of a Server.
class Namespace : public Broadcasting<Namespace> {
 public:
  /// Made by Server::of().
  Namespace(Server& server, std::string name);
  ~Namespace();
  Namespace(const Namespace&) = delete;
  Namespace& operator=(const Namespace&) = delete;

  /// "/" or "/name".
  const std::string& name() const { return name_; }
  /// Whose child it is; null for one that the application made by its name.
  ParentNamespace* parent() const { return parent_; }
  /// Whose namespace it is.
  Server& server() const { return server_; }
  /// Who keeps its rooms.
  Adapter& adapter() const { return *adapter_; }

  /// Adds a middleware; they run in order for each connection. What it emits goes out before the CONNECT
  /// reply.
  void use(Middleware middleware);
  /// Runs when a socket is connected and its CONNECT reply is queued; register its handlers here, no event
  /// can be missed. Several listeners run in order.
  /// @return a token for off_connection().
  std::uint64_t on_connection(std::function<void(Socket&)> listener);
  /// As on_connection(), for the next socket only.
  std::uint64_t once_connection(std::function<void(Socket&)> listener);
  /// Removes the listener with that token.
  void off_connection(std::uint64_t token);
  /// Removes all of them.
  void off_connection();

  /// The connected socket with that id, or null; good for this turn.
  Socket* find(std::string_view id) const;
  /// Connected sockets.
  std::size_t size() const { return sockets_.size(); }

  /// Everybody in the namespace, as a starting point.
  BroadcastOperator all() const { return BroadcastOperator(self_); }

  // --- Other servers; needs the adapter of a cluster (adapter.hpp), else nobody is reached.

  /// Calls on_server_side() handlers of this namespace on the other servers. Throws std::invalid_argument for
  /// the names connect, connection and new_namespace.
  template <Sendable... Ts>
  void server_side_emit(std::string_view event, const Ts&... args) {
    JsonWriter out = begin_server_side(event);
    (write_arguments(out, args), ...);
    out.end_array();
    send_server_side(std::move(out));
  }
  /// The same, asking each of them for an acknowledgement. The last argument is the handler:
  /// (std::error_code, std::vector<RawJson>), one answer per server.
  template <class... Ts>
  void server_side_emit_with_ack(std::chrono::milliseconds deadline, std::string_view event,
                                 Ts&&... args_and_handler) {
    static_assert(sizeof...(Ts) > 0, "the last argument is the acknowledgement handler");
    emit_indexed(deadline, event, detail::AllButLast<sizeof...(Ts)>(),
                 std::forward_as_tuple(std::forward<Ts>(args_and_handler)...));
  }
  /// Handles an event of another server; `fn` as for Socket::on(), an Ack answers that server. @return a
  /// token for off_server_side(). Throws as server_side_emit().
  template <class Fn>
  std::uint64_t on_server_side(std::string_view event, Fn fn) {
    return add_server_side(event, make_event_handler(std::move(fn)));
  }
  /// Removes the handler with that token.
  void off_server_side(std::uint64_t token);
  /// For the adapter: another server emitted. `request` names it in Adapter::answer_server_side(); nothing
  /// when no acknowledgement is asked for.
  void receive_server_side(const RawJson& event, std::optional<std::uint64_t> request = {});

 private:
  friend class AckReply;
  friend class AckTable;
  friend class BroadcastOperator;
  friend class Client;
  friend class ConnectionRecovery;
  friend class InMemoryAdapter;
  friend class NamespaceTable;
  friend class ParentNamespace;
  friend class Server;
  friend class Socket;
  using AdapterFactory = std::function<std::unique_ptr<Adapter>(Namespace&)>;
  Namespace(Server& server, std::string name, const AdapterFactory& make_adapter);

  /// Starts with the middlewares and listeners of the parent's `rules`.
  void descend_from(const Namespace& rules, ParentNamespace& parent);
  /// No socket is left and none will come.
  void end();
  void close_adapter();
  void sweep();
  std::uint64_t add_connection_listener(std::function<void(Socket&)> listener, bool once);
  Socket& create(Client& client, std::string auth);
  Socket* find(SocketHandle handle) const;
  /// A socket that create() made wants to connect.
  void admit(Socket& socket);
  void run_middlewares(SocketHandle handle, std::size_t index);
  void connect(Socket& socket);
  void remove(Socket& socket);
  void shut_down();
  void warn_of_misfit(std::string_view event);
  EncodedPacket encode_event(const RawJson& event, std::optional<std::uint64_t> id) const;
  /// With the offset as one more argument.
  EncodedPacket encode_kept_event(const RawJson& event, std::string offset) const;
  /// A writer behind a '['; its memory comes from the last recycle().
  JsonWriter begin_array();
  void recycle(JsonWriter&& out);

  static void require_server_side_name(std::string_view event);
  JsonWriter begin_server_side(std::string_view event);
  void send_server_side(JsonWriter out);
  void send_server_side(JsonWriter out, std::chrono::milliseconds deadline, BroadcastAckHandler handler);
  std::uint64_t add_server_side(std::string_view event, std::unique_ptr<EventHandler> handler);
  template <std::size_t... I, class Tuple>
  void emit_indexed(std::chrono::milliseconds deadline, std::string_view event, std::index_sequence<I...>,
                    Tuple&& all) {
    JsonWriter out = begin_server_side(event);
    (write_arguments(out, std::get<I>(all)), ...);
    out.end_array();
    send_server_side(std::move(out), deadline, BroadcastAckHandler(std::get<sizeof...(I)>(all)));
  }

  Server& server_;
  Parser& parser_;
  std::string name_;
  NamespaceRef self_;
  ParentNamespace* parent_ = nullptr;
  std::vector<std::shared_ptr<const Middleware>> middlewares_;
  std::unique_ptr<CallList<ConnectionListener>> connection_listeners_;
  std::unique_ptr<EventNames> event_names_;    // outlives the sockets, which have handlers
  std::unique_ptr<HandlerTable> server_side_;  // null: nobody listens
  std::uint32_t last_token_ = 0;
  base::SlotTable<std::unique_ptr<Socket>> slots_;
  std::unordered_map<std::string_view, Socket*> sockets_;
  std::vector<std::unique_ptr<Socket>> graveyard_;
  base::Timer sweep_timer_;
  std::size_t outgoing_listeners_ = 0;
  std::unordered_set<std::string> misfits_;
  std::string spare_memory_;
  std::unique_ptr<AckTable> acks_;
  std::unique_ptr<Adapter> adapter_;
  bool adapter_closed_ = false;
  std::unique_ptr<ConnectionRecovery> recovery_;  // null: off
};

}  // namespace socketio
