// socketio/remote_socket.hpp - what fetch_sockets() tells of a socket, which may be on another server.
//
// A snapshot: the socket may be gone by the time it is looked at; then what is done to it does nothing.
// Thread: hub. Lifetime: not beyond the Namespace; views end with the RemoteSocket.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "socketio/broadcast_operator.hpp"
#include "socketio/socket.hpp"

namespace socketio {

class TimedRemoteSocket;

/// A socket as fetch_sockets() saw it.
class RemoteSocket {
 public:
  /// One of this server.
  explicit RemoteSocket(Socket& socket);
  /// One of another server, as the adapter was told. `auth` and `data` are one JSON value each.
  RemoteSocket(Namespace& nsp, SocketId id, engineio::Handshake handshake, std::string auth,
               std::vector<Room> rooms, std::string data);

  /// See Socket::id().
  const SocketId& id() const { return id_; }
  /// See Socket::handshake(). Its views end with the RemoteSocket.
  Handshake handshake() const { return {engine_, auth_}; }
  /// Its own id first.
  const std::vector<Room>& rooms() const { return rooms_; }
  /// What Socket::data<T>() holds, if T has a to_json; else null.
  RawJson data() const { return RawJson::trusted(data_); }

  /// Sends it an event, as Socket::emit().
  template <Sendable... Ts>
  void emit(std::string_view event, const Ts&... args) const {
    target_.emit(event, args...);
  }
  /// emit("message", args...).
  template <Sendable... Ts>
  void send(const Ts&... args) const {
    target_.send(args...);
  }
  /// Asks for an acknowledgement: timeout(5s).emit(event, args..., handler), as Socket::timeout().
  TimedRemoteSocket timeout(std::chrono::milliseconds deadline) const;

  /// See Socket::join().
  void join(std::string_view room) const { target_.sockets_join(room); }
  void join(const std::vector<Room>& rooms) const { target_.sockets_join(rooms); }
  /// See Socket::leave().
  void leave(std::string_view room) const { target_.sockets_leave(room); }
  /// See Socket::disconnect().
  void disconnect(bool close = false) const { target_.disconnect_sockets(close); }

 private:
  BroadcastOperator target_;
  SocketId id_;
  engineio::Handshake engine_;
  std::string auth_;
  std::vector<Room> rooms_;
  std::string data_;
};

/// A RemoteSocket with a deadline.
class TimedRemoteSocket {
 public:
  /// Made by RemoteSocket::timeout().
  explicit TimedRemoteSocket(TimedBroadcast target) : target_(std::move(target)) {}

  /// The last argument is the handler: (std::error_code, T...) or (std::error_code, Args); it gets one value.
  template <class... Ts>
  void emit(std::string_view event, Ts&&... args_and_handler) const {
    static_assert(sizeof...(Ts) > 0, "the last argument is the acknowledgement handler");
    emit_indexed(event, detail::AllButLast<sizeof...(Ts)>(),
                 std::forward_as_tuple(std::forward<Ts>(args_and_handler)...));
  }

 private:
  template <std::size_t... I, class Tuple>
  void emit_indexed(std::string_view event, std::index_sequence<I...>, Tuple&& all) const {
    using Handler = std::decay_t<std::tuple_element_t<sizeof...(I), std::remove_cvref_t<Tuple>>>;
    static_assert(detail::Callable<Handler>, "the last argument is the acknowledgement handler");
    if constexpr (detail::Callable<Handler>) {
      using Parameters = typename detail::Signature<Handler>::Parameters;
      target_.emit(event, std::get<I>(all)...,
                   only_answer(detail::AckInvoker<Parameters>::make(Handler(std::get<sizeof...(I)>(all)))));
    }
  }
  /// Of a broadcast to one.
  static BroadcastAckHandler only_answer(AckHandler handler);

  TimedBroadcast target_;
};

}  // namespace socketio
