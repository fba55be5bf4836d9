// socketio/broadcast_operator.hpp - whom to send to, how, and by when they must answer: immutable values.
//
// Each modifier returns a new value, so one may be kept and reused. Thread: hub. Lifetime: any; once the
// Namespace is gone it reaches nobody.
#pragma once

#include <chrono>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "socketio/adapter.hpp"
#include "socketio/args.hpp"
#include "socketio/namespace_ref.hpp"

namespace socketio {

class TimedBroadcast;

/// Whom to send to, and how.
class BroadcastOperator {
 public:
  /// Everybody in a namespace; made by Namespace::all().
  explicit BroadcastOperator(NamespaceRef nsp) : nsp_(std::move(nsp)) {}

  /// Adds rooms; several are a union, each socket receives once. Throws std::invalid_argument for an empty
  /// name.
  BroadcastOperator to(std::string_view room) const;
  BroadcastOperator to(std::initializer_list<std::string_view> rooms) const;
  BroadcastOperator to(const std::vector<Room>& rooms) const;
  /// The same as to().
  BroadcastOperator in(std::string_view room) const { return to(room); }
  BroadcastOperator in(std::initializer_list<std::string_view> rooms) const { return to(rooms); }
  BroadcastOperator in(const std::vector<Room>& rooms) const { return to(rooms); }
  /// Leaves out the sockets of a room, or one socket by its id.
  BroadcastOperator except(std::string_view room) const;
  BroadcastOperator except(std::initializer_list<std::string_view> rooms) const;
  BroadcastOperator except(const std::vector<Room>& rooms) const;
  /// Only sockets of this server.
  BroadcastOperator local() const;
  /// Dropped for receivers whose transport is not writable at that instant.
  BroadcastOperator volatile_() const;
  /// Whether it may be compressed.
  BroadcastOperator compress(bool on) const;
  /// Asks for acknowledgements, which must come within `deadline`.
  TimedBroadcast timeout(std::chrono::milliseconds deadline) const;

  /// Encodes once, sends to each target. Throws std::invalid_argument for a reserved event name.
  template <Sendable... Ts>
  void emit(std::string_view event, const Ts&... args) const {
    JsonWriter out = begin_event(event);
    (write_arguments(out, args), ...);
    out.end_array();
    broadcast(std::move(out));
  }
  /// emit("message", args...).
  template <Sendable... Ts>
  void send(const Ts&... args) const {
    emit("message", args...);
  }
  /// The same.
  template <Sendable... Ts>
  void write(const Ts&... args) const {
    emit("message", args...);
  }

  /// Makes all of them join. Throws std::invalid_argument for an empty name.
  void sockets_join(std::string_view room) const;
  void sockets_join(const std::vector<Room>& rooms) const;
  /// Makes all of them leave. Throws std::invalid_argument for an empty name.
  void sockets_leave(std::string_view room) const;
  void sockets_leave(const std::vector<Room>& rooms) const;
  /// As Socket::disconnect().
  void disconnect_sockets(bool close = false) const;
  /// What is known of each socket, on every server unless local().
  void fetch_sockets(FetchHandler handler,
                     std::chrono::milliseconds deadline = std::chrono::milliseconds(5'000)) const;
  /// Those on this server.
  std::vector<SocketId> socket_ids() const;
  /// What was said so far.
  const BroadcastOptions& options() const { return options_; }

 private:
  friend class FlaggedSocket;
  friend class Socket;
  friend class TimedBroadcast;
  friend class TimedSocket;
  JsonWriter begin_event(std::string_view event) const;
  void broadcast(JsonWriter out) const;
  void broadcast_with_ack(JsonWriter out, std::chrono::milliseconds deadline,
                          BroadcastAckHandler handler) const;

  NamespaceRef nsp_;
  BroadcastOptions options_;
};

/// A BroadcastOperator with a deadline: emit(event, args..., BroadcastAckHandler).
class TimedBroadcast {
 public:
  /// Made by BroadcastOperator::timeout().
  TimedBroadcast(BroadcastOperator target, std::chrono::milliseconds deadline)
      : target_(std::move(target)), deadline_(deadline) {}

  /// The last argument is the handler: (std::error_code, std::vector<RawJson>).
  template <class... Ts>
  void emit(std::string_view event, Ts&&... args_and_handler) const {
    static_assert(sizeof...(Ts) > 0, "the last argument is the acknowledgement handler");
    emit_indexed(event, detail::AllButLast<sizeof...(Ts)>(),
                 std::forward_as_tuple(std::forward<Ts>(args_and_handler)...));
  }

 private:
  template <std::size_t... I, class Tuple>
  void emit_indexed(std::string_view event, std::index_sequence<I...>, Tuple&& all) const {
    JsonWriter out = target_.begin_event(event);
    (write_arguments(out, std::get<I>(all)), ...);
    out.end_array();
    using Handler = std::tuple_element_t<sizeof...(I), std::remove_cvref_t<Tuple>>;
    constexpr bool fits = std::constructible_from<BroadcastAckHandler, Handler>;
    static_assert(fits, "the last argument is the acknowledgement handler");
    if constexpr (fits) {
      target_.broadcast_with_ack(std::move(out), deadline_, BroadcastAckHandler(std::get<sizeof...(I)>(all)));
    }
  }

  BroadcastOperator target_;
  std::chrono::milliseconds deadline_;
};

}  // namespace socketio
