// socketio/socket.hpp - one client in one namespace.
//
// Thread:   hub, all of it.
// Lifetime: owned by its Namespace; destroyed at the end of the turn in which it disconnected. Keep its id(),
//           never a pointer. Its own handlers may capture `Socket&`.
// Handlers run one at a time, in the order of the packets; they may call anything here, including
// disconnect(). An exception that leaves one is logged and ends nothing.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/timers.hpp"
#include "socketio/ack_handler.hpp"
#include "socketio/broadcast_operator.hpp"
#include "socketio/disconnect_reason.hpp"
#include "socketio/error.hpp"
#include "socketio/handler.hpp"
#include "socketio/handshake.hpp"
#include "socketio/next.hpp"
#include "socketio/socket_data.hpp"

namespace engineio {
class Session;
}

namespace socketio {

class AckTable;
class Client;
class ConnectionRecovery;
class Namespace;
class Socket;
struct EncodedPacket;
struct Packet;
struct WaitingEvent;

/// Why a socket ended, and the detail of a transport error, often empty.
using DisconnectListener = std::function<void(DisconnectReason, std::string_view description)>;

namespace detail {
/// A listener may leave out the description.
template <class Fn>
DisconnectListener make_disconnect_listener(Fn fn) {
  if constexpr (std::invocable<Fn&, DisconnectReason, std::string_view>) {
    return DisconnectListener(std::move(fn));
  } else {
    static_assert(std::invocable<Fn&, DisconnectReason>, "a disconnect listener takes (DisconnectReason)");
    return [fn = std::move(fn)](DisconnectReason reason, std::string_view) mutable { fn(reason); };
  }
}

}  // namespace detail

/// Emits that must be acknowledged within a deadline.
class TimedSocket {
 public:
  /// Made by Socket::timeout().
  TimedSocket(Socket& socket, std::chrono::milliseconds deadline, BroadcastFlags flags = {})
      : socket_(&socket), deadline_(deadline), flags_(flags) {}

  /// emit(event, args..., handler): handler is (std::error_code, T...) or (std::error_code, Args).
  template <class... Ts>
  void emit(std::string_view event, Ts&&... args_and_handler) const {
    static_assert(sizeof...(Ts) > 0, "the last argument is the acknowledgement handler");
    emit_indexed(event, detail::AllButLast<sizeof...(Ts)>(),
                 std::forward_as_tuple(std::forward<Ts>(args_and_handler)...));
  }

 private:
  template <std::size_t... I, class Tuple>
  void emit_indexed(std::string_view event, std::index_sequence<I...>, Tuple&& all) const;

  Socket* socket_;
  std::chrono::milliseconds deadline_;
  BroadcastFlags flags_;
};

/// Emits of one socket with flags: socket.volatile_().emit(...).
class FlaggedSocket {
 public:
  /// Made by Socket::volatile_() and compress().
  FlaggedSocket(Socket& socket, BroadcastFlags flags) : socket_(&socket), flags_(flags) {}
  /// See Socket::volatile_().
  FlaggedSocket volatile_() const;
  /// See Socket::compress().
  FlaggedSocket compress(bool on) const;
  /// See Socket::timeout().
  TimedSocket timeout(std::chrono::milliseconds deadline) const { return {*socket_, deadline, flags_}; }
  /// See Socket::emit().
  template <Sendable... Ts>
  void emit(std::string_view event, const Ts&... args) const;

 private:
  Socket* socket_;
  BroadcastFlags flags_;
};

/// One client in one namespace.
class Socket {
 public:
  /// Made by the Namespace.
  Socket(Namespace& nsp, Client& client, SocketHandle handle, std::string auth);
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  /// Random, public, different in each namespace; not the Engine.IO sid. Clients of Socket.IO 1.x and 2.x
  /// (engineio::Options::allow_eio3) know no such ids: theirs is the Engine.IO sid, outside "/" behind the
  /// namespace and '#'. With it anybody can speak for that client, so do not show it to others.
  const SocketId& id() const { return id_; }
  /// Where it is.
  Namespace& nsp() const { return nsp_; }
  /// What the client said when it connected.
  const Handshake& handshake() const { return handshake_; }
  /// True between on_connection() and on_disconnect().
  bool connected() const { return state_ == State::connected || state_ == State::leaving; }
  /// It is a lost socket that came back: same id, rooms and data(), and what it missed was sent in front of
  /// the CONNECT reply. Its handlers are not: on_connection() registers them again. See
  /// Options::connection_state_recovery.
  bool recovered() const;
  /// The opposite of connected().
  bool disconnected() const { return !connected(); }
  /// The Engine.IO session, which all sockets of one client share; null once disconnected.
  engineio::Session* conn() const;
  /// When anything last came from this client, Engine.IO pongs included. Stays after the disconnect.
  base::Timers::Clock::time_point last_seen() const;

  // --- Rooms.

  /// Nothing happens if it is in there already. Throws std::invalid_argument for an empty name, as all of
  /// these.
  void join(std::string_view room);
  void join(const std::vector<Room>& rooms);
  void join(std::initializer_list<std::string_view> rooms);
  /// Nothing happens if it is not in there.
  void leave(std::string_view room);
  /// Its own id first.
  std::vector<Room> rooms() const;
  /// Whether it is in the room.
  bool in_room(std::string_view room) const;

  // --- Receiving.
  /// Adds a handler; see handler.hpp for what `fn` may take. @return a token for off(). Throws
  /// std::invalid_argument for a reserved name.
  template <class Fn>
  std::uint64_t on(std::string_view event, Fn fn) {
    return add_handler(event, make_event_handler(std::move(fn)), false);
  }
  /// As on(), for the next event of that name only.
  template <class Fn>
  std::uint64_t once(std::string_view event, Fn fn) {
    return add_handler(event, make_event_handler(std::move(fn)), true);
  }
  /// Removes all handlers of an event, or whatever has that token: a handler or one of the listeners below.
  void off(std::string_view event);
  void off(std::uint64_t token);
  /// Sees every incoming event before its handlers.
  std::uint64_t on_any(std::function<void(std::string_view, const Args&)> listener);
  /// The same with the acknowledgement, for an application that dispatches by itself.
  std::uint64_t on_any(std::function<void(const Event&)> listener);
  /// As on_any(), in front of all others.
  std::uint64_t prepend_any(std::function<void(std::string_view, const Args&)> listener);
  /// Removes all on_any() listeners.
  void off_any();
  /// The one with that token.
  void off_any(std::uint64_t token) { off(token); }
  /// How many there are.
  std::size_t listeners_any() const;
  /// Sees every event sent to this client, broadcasts included; acknowledgements not.
  std::uint64_t on_any_outgoing(std::function<void(std::string_view, const Args&)> listener);
  /// As on_any_outgoing(), in front of all others.
  std::uint64_t prepend_any_outgoing(std::function<void(std::string_view, const Args&)> listener);
  /// Removes all of them.
  void off_any_outgoing();
  /// The one with that token.
  void off_any_outgoing(std::uint64_t token) { off(token); }
  /// How many there are.
  std::size_t listeners_any_outgoing() const;
  /// Runs between catch-all listeners and handlers; next(Reject) drops the event and goes to on_error().
  /// Events stay in order: while one waits for its next(), those behind it wait too. More of them than
  /// Options::max_buffered_packets and max_http_buffer_size allow close the connection.
  void use(std::function<void(std::string_view, const Args&, Next)> middleware);
  /// A middleware refused an event, or the client sent what cannot be decoded: that ends its connection.
  std::uint64_t on_error(std::function<void(std::string_view message)> listener);
  /// Runs while the rooms are still there. `fn` takes (DisconnectReason), or a std::string_view more: the
  /// description. @return a token for off().
  template <class Fn>
  std::uint64_t on_disconnecting(Fn fn) {
    return add_end_listener(true, detail::make_disconnect_listener(std::move(fn)));
  }
  /// The same when the rooms are gone.
  template <class Fn>
  std::uint64_t on_disconnect(Fn fn) {
    return add_end_listener(false, detail::make_disconnect_listener(std::move(fn)));
  }

  // --- Sending to this client. After a disconnect: silently nothing.
  /// Throws std::invalid_argument for a reserved event name.
  template <Sendable... Ts>
  void emit(std::string_view event, const Ts&... args) {
    emit_flagged({}, event, args...);
  }
  /// emit("message", args...).
  template <Sendable... Ts>
  void send(const Ts&... args) {
    emit("message", args...);
  }
  /// The same.
  template <Sendable... Ts>
  void write(const Ts&... args) {
    emit("message", args...);
  }
  /// Dropped if the transport is not writable at that instant.
  FlaggedSocket volatile_() { return FlaggedSocket(*this, {}).volatile_(); }
  /// Whether what is sent may be compressed.
  FlaggedSocket compress(bool on) { return FlaggedSocket(*this, {}).compress(on); }
  /// Emits with acknowledgement always have a deadline: docs/decisions/0004-acks-have-deadlines.md.
  TimedSocket timeout(std::chrono::milliseconds deadline) { return TimedSocket(*this, deadline); }

  // --- Backpressure: how far this client is behind. One connection has one queue, so its sockets in other
  // namespaces say the same. See engineio::Options::high_water_mark.
  /// True when a volatile emit would be sent now. Once it said false, on_drain() follows.
  bool writable() const;
  /// Bytes that wait for the client to read, everything that goes to it included. 0 after the disconnect.
  std::size_t buffered_bytes() const;
  /// high_water_mark bytes wait: a good moment to stop producing. Once, until it drained.
  void on_high_water(std::function<void()> listener);
  /// Writable again after it was not: go on producing. Ask writable() while doing so.
  void on_drain(std::function<void()> listener);

  // --- Sending to others: this socket is left out.
  /// Sockets in a room, or in any of several.
  BroadcastOperator to(std::string_view room) const { return broadcast().to(room); }
  BroadcastOperator to(std::initializer_list<std::string_view> rooms) const { return broadcast().to(rooms); }
  BroadcastOperator to(const std::vector<Room>& rooms) const { return broadcast().to(rooms); }
  /// The same as to().
  BroadcastOperator in(std::string_view room) const { return to(room); }
  BroadcastOperator in(std::initializer_list<std::string_view> rooms) const { return to(rooms); }
  BroadcastOperator in(const std::vector<Room>& rooms) const { return to(rooms); }
  /// Everybody but the sockets in a room, or in any of several.
  BroadcastOperator except(std::string_view room) const { return broadcast().except(room); }
  BroadcastOperator except(std::initializer_list<std::string_view> rooms) const {
    return broadcast().except(rooms);
  }
  BroadcastOperator except(const std::vector<Room>& rooms) const { return broadcast().except(rooms); }
  /// Everybody.
  BroadcastOperator broadcast() const;
  /// Everybody on this server.
  BroadcastOperator local() const;

  /// Leaves the namespace ("server namespace disconnect"); true also ends every namespace of this client and
  /// its connection. on_disconnecting() and on_disconnect() run before this returns; called from one of them,
  /// or before the socket is connected, disconnect() does nothing.
  void disconnect(bool close = false);

  /// A slot for the application's own value; made on first use. Throws std::bad_any_cast when asked for
  /// another type later. With connection state recovery it moves, once on_disconnect() ran, into the store
  /// and from there into the socket that comes back, or is destroyed when none does: it must not hold the
  /// Socket.
  template <class T>
  T& data() {
    if (!data_) data_ = std::make_unique<detail::TypedData<T>>();
    return data_->as<T>();
  }
  /// The same as others see it (RemoteSocket::data()): one JSON value, null without a to_json for T.
  std::string data_json() const;

 private:
  friend class AckReply;
  friend class AckTable;
  friend class BroadcastOperator;
  friend class Client;
  friend class ConnectionRecovery;
  friend class FlaggedSocket;
  friend class InMemoryAdapter;
  friend class Namespace;
  friend class TimedSocket;
  friend struct WaitingEvent;
  enum class State { connecting, connected, leaving, disconnected };
  struct Listeners;
  struct Recovery;
  /// For the adapter: a room this socket is in.
  struct RoomEntry {
    void* room;
    std::uint32_t index;  // among the members of the room
    std::uint32_t next;   // in rooms_, of those with the same hash; used when there are many
  };

  template <Sendable... Ts>
  void emit_flagged(BroadcastFlags flags, std::string_view event, const Ts&... args) {
    JsonWriter out = begin_event(event);
    (write_arguments(out, args), ...);
    out.end_array();
    send_event(std::move(out), flags);
  }
  bool reachable() const { return client_ && state_ != State::leaving; }
  JsonWriter begin_event(std::string_view event);
  void send_event(JsonWriter out, BroadcastFlags flags);
  void send_packet(const EncodedPacket& packet, BroadcastFlags flags);
  void notify_outgoing(const RawJson& json);
  void receive(Packet&& packet);
  void receive_ack(Packet&& packet);
  bool has_middlewares() const;
  void call_error_listener(std::string_view message);
  bool show_to_catch_all(const Event& event);
  void receive_in_turn(Packet&& packet);
  void start_turn(Packet&& packet);
  static void end_turn(const NamespaceRef& ref, SocketHandle handle);
  void run_turns();
  void run_middleware(const std::shared_ptr<WaitingEvent>& waiting, std::size_t index);
  std::uint64_t add_end_listener(bool disconnecting, DisconnectListener listener);
  void call_handlers(Event& event);
  bool listens_to_flow() const;
  void call_flow_listeners(std::uint32_t key);
  void call_end_listeners(std::uint32_t key, DisconnectReason reason, std::string_view description);
  void leave_namespace(DisconnectReason reason, std::string_view description = {});
  void send_event_with_ack(JsonWriter out, std::chrono::milliseconds deadline, BroadcastFlags flags,
                           AckHandler handler);
  std::uint64_t add_handler(std::string_view event, std::unique_ptr<EventHandler> handler, bool once);
  Listeners& listeners();

  Namespace& nsp_;
  Client* client_;  // null once disconnected
  SocketHandle handle_;
  State state_ = State::connecting;
  SocketId id_;
  Handshake handshake_;
  std::unique_ptr<Listeners> listeners_;
  std::unique_ptr<Recovery> recovery_;  // null when it cannot come back
  std::vector<RoomEntry> rooms_;
  std::vector<std::uint64_t> pending_acks_;
  std::uint64_t mark_ = 0;
  base::Timers::Clock::time_point last_seen_{};  // set when client_ goes
  std::unique_ptr<SocketData> data_;
};

// --- Templates that need the complete Socket.

template <std::size_t... I, class Tuple>
void TimedSocket::emit_indexed(std::string_view event, std::index_sequence<I...>, Tuple&& all) const {
  JsonWriter out = socket_->begin_event(event);
  (write_arguments(out, std::get<I>(all)), ...);
  out.end_array();
  using Handler = std::decay_t<std::tuple_element_t<sizeof...(I), std::remove_cvref_t<Tuple>>>;
  static_assert(detail::Callable<Handler>, "the last argument is the acknowledgement handler");
  if constexpr (detail::Callable<Handler>) {
    using Parameters = typename detail::Signature<Handler>::Parameters;
    socket_->send_event_with_ack(std::move(out), deadline_, flags_,
                                 detail::AckInvoker<Parameters>::make(Handler(std::get<sizeof...(I)>(all))));
  }
}

template <Sendable... Ts>
void FlaggedSocket::emit(std::string_view event, const Ts&... args) const {
  socket_->emit_flagged(flags_, event, args...);
}

}  // namespace socketio
