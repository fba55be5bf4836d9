// socketio/broadcasting.hpp - what can be sent to, and done with, everybody: Namespace, Server,
// ParentNamespace.
#pragma once

#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include "socketio/broadcast_operator.hpp"

namespace socketio {

/// The methods of a BroadcastOperator for a class that says by `all()` who everybody is.
template <class Self>
class Broadcasting {
 public:
  /// BroadcastOperator::to() to everybody.
  BroadcastOperator to(std::string_view room) const { return everybody().to(room); }
  BroadcastOperator to(std::initializer_list<std::string_view> rooms) const { return everybody().to(rooms); }
  BroadcastOperator to(const std::vector<Room>& rooms) const { return everybody().to(rooms); }
  /// BroadcastOperator::in() to everybody.
  BroadcastOperator in(std::string_view room) const { return everybody().to(room); }
  BroadcastOperator in(std::initializer_list<std::string_view> rooms) const { return everybody().to(rooms); }
  BroadcastOperator in(const std::vector<Room>& rooms) const { return everybody().to(rooms); }
  /// BroadcastOperator::except() to everybody.
  BroadcastOperator except(std::string_view room) const { return everybody().except(room); }
  BroadcastOperator except(std::initializer_list<std::string_view> rooms) const {
    return everybody().except(rooms);
  }
  BroadcastOperator except(const std::vector<Room>& rooms) const { return everybody().except(rooms); }
  /// BroadcastOperator::local() to everybody.
  BroadcastOperator local() const { return everybody().local(); }
  /// BroadcastOperator::volatile_() to everybody.
  BroadcastOperator volatile_() const { return everybody().volatile_(); }
  /// BroadcastOperator::compress() to everybody.
  BroadcastOperator compress(bool on) const { return everybody().compress(on); }
  /// BroadcastOperator::timeout() to everybody.
  TimedBroadcast timeout(std::chrono::milliseconds deadline) const { return everybody().timeout(deadline); }
  /// BroadcastOperator::emit() to everybody.
  template <Sendable... Ts>
  void emit(std::string_view event, const Ts&... args) const {
    everybody().emit(event, args...);
  }
  /// BroadcastOperator::send() to everybody.
  template <Sendable... Ts>
  void send(const Ts&... args) const {
    everybody().send(args...);
  }
  /// BroadcastOperator::write() to everybody.
  template <Sendable... Ts>
  void write(const Ts&... args) const {
    everybody().send(args...);
  }

  /// BroadcastOperator::sockets_join() to everybody.
  void sockets_join(std::string_view room) const { everybody().sockets_join(room); }
  void sockets_join(const std::vector<Room>& rooms) const { everybody().sockets_join(rooms); }
  /// BroadcastOperator::sockets_leave() to everybody.
  void sockets_leave(std::string_view room) const { everybody().sockets_leave(room); }
  void sockets_leave(const std::vector<Room>& rooms) const { everybody().sockets_leave(rooms); }
  /// BroadcastOperator::disconnect_sockets() to everybody.
  void disconnect_sockets(bool close = false) const { everybody().disconnect_sockets(close); }
  /// BroadcastOperator::fetch_sockets() to everybody.
  void fetch_sockets(FetchHandler handler,
                     std::chrono::milliseconds deadline = std::chrono::milliseconds(5'000)) const {
    everybody().fetch_sockets(std::move(handler), deadline);
  }
  /// BroadcastOperator::socket_ids() to everybody.
  std::vector<SocketId> socket_ids() const { return everybody().socket_ids(); }

 private:
  friend Self;
  Broadcasting() = default;
  BroadcastOperator everybody() const { return static_cast<const Self&>(*this).all(); }
};

}  // namespace socketio
