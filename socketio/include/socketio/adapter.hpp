// socketio/adapter.hpp - who is in which room, and who receives a broadcast: the seam for clusters.
//
// Each Namespace has one. The adapter of a cluster is an InMemoryAdapter (in_memory_adapter.hpp) that tells
// the other servers too: it overrides what is said below to reach "every server", does the base's part for
// its own sockets unless flags.local is set, and calls the base's part when another server tells it
// something.
//
// Thread: hub. Lifetime: owned by its Namespace. Sockets passed in are connected and outlive the call.
// Events and answers are views that end with the call.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "socketio/json.hpp"

namespace socketio {

class Namespace;
class RemoteSocket;
class SessionRecovery;
class Socket;

/// The name of a room; not empty.
using Room = std::string;
/// See Socket::id().
using SocketId = std::string;

/// How a broadcast is sent.
struct BroadcastFlags {
  bool volatile_ = false;  ///< dropped for those who are not writable
  bool compress = true;    ///< may be compressed
  bool local = false;      ///< this server only; all an in-memory adapter ever does
};

/// Whom a broadcast goes to: sockets in any of `rooms` (none named: all), minus those in any of `except`.
/// The id of a socket is a room that only it is in.
struct BroadcastOptions {
  std::vector<Room> rooms;   ///< none: everybody
  std::vector<Room> except;  ///< sockets in any of these are left out
  BroadcastFlags flags;      ///< how it is sent
};

/// Called once: no error and one answer (its first argument, or null) per receiver that did not disconnect
/// meanwhile; or Errc::timed_out and the answers that came in time. The views end with the call.
using BroadcastAckHandler = std::function<void(std::error_code, std::vector<RawJson>)>;

/// Called once, perhaps before the call that it was given to returns: no error and all sockets; or
/// Errc::timed_out and those of the servers that answered in time.
using FetchHandler = std::function<void(std::error_code, std::vector<RemoteSocket>)>;

/// Gathers what the receivers of one broadcast answer. Once the broadcast is over the calls do nothing.
class AckCollector {
 public:
  virtual ~AckCollector() = default;
  /// One server has sent to so many clients. Comes once from each server, the one that broadcasts included.
  virtual void expect(std::size_t clients) = 0;
  /// One client answered.
  virtual void answer(const RawJson& value) = 0;
  /// One client disconnected and will not answer.
  virtual void gone() = 0;
};

/// The rooms of one namespace, and its way to other servers.
class Adapter {
 public:
  /// Made by Options::adapter, for the namespace that will own it.
  explicit Adapter(Namespace& nsp);
  virtual ~Adapter();
  Adapter(const Adapter&) = delete;
  Adapter& operator=(const Adapter&) = delete;

  /// Whose sockets these are.
  Namespace& nsp() const { return nsp_; }

  // --- The sockets of this server.

  /// The socket connects: from now on it is in the room of its own id.
  virtual void join_own_room(Socket& socket) = 0;
  /// Nothing happens if it is in there already.
  virtual void join(Socket& socket, std::string_view room) = 0;
  /// Nothing happens if it is not in there.
  virtual void leave(Socket& socket, std::string_view room) = 0;
  /// The socket disconnects.
  virtual void leave_all(Socket& socket) = 0;
  /// Whether the socket is in the room.
  virtual bool contains(const Socket& socket, std::string_view room) const = 0;
  /// Rooms of a socket, its own id first.
  virtual std::vector<Room> rooms(const Socket& socket) const = 0;
  /// Targets on this server at this moment; `fn` may change rooms and disconnect sockets.
  virtual void for_each(const BroadcastOptions& options, const std::function<void(Socket&)>& fn) = 0;

  // --- The sockets of every server. Without a cluster: of this one.

  /// Sends an event to each target once. `event` is the array of its name and arguments.
  virtual void broadcast(const RawJson& event, const BroadcastOptions& options) = 0;
  /// The same, asking for acknowledgements until `deadline` has passed.
  virtual void broadcast_with_ack(const RawJson& event, const BroadcastOptions& options,
                                  std::chrono::milliseconds deadline,
                                  std::shared_ptr<AckCollector> collector) = 0;
  /// Makes the targets join all `rooms`.
  virtual void add_sockets(const BroadcastOptions& options, const std::vector<Room>& rooms);
  /// Makes the targets leave all `rooms`.
  virtual void del_sockets(const BroadcastOptions& options, const std::vector<Room>& rooms);
  /// Socket::disconnect(close) for each target.
  virtual void disconnect_sockets(const BroadcastOptions& options, bool close);
  /// Gives the handler what is known of the targets, at the latest after `deadline`.
  virtual void fetch_sockets(const BroadcastOptions& options, std::chrono::milliseconds deadline,
                             FetchHandler handler);
  /// How many servers a broadcast with these options goes to, this one included: calls fn once, perhaps
  /// before it returns. 1 with flags.local.
  virtual void server_count(const BroadcastOptions& options, const std::function<void(std::size_t)>& fn);

  // --- The other servers. Without a cluster there are none, and the first use is logged.

  /// Hands an event to Namespace::receive_server_side() of the other servers.
  virtual void server_side_emit(const RawJson& event);
  /// The same, asking for acknowledgements: one per other server.
  virtual void server_side_emit_with_ack(const RawJson& event, std::chrono::milliseconds deadline,
                                         BroadcastAckHandler handler);
  /// This server acknowledges what it got with receive_server_side(event, request). `values` is the array.
  virtual void answer_server_side(std::uint64_t request, const RawJson& values);

  /// What makes this adapter session-aware; null when it is not, which cannot be combined with
  /// Options::connection_state_recovery. The same for as long as the adapter lives.
  virtual SessionRecovery* recovery() { return nullptr; }

  /// The namespace ends: no event comes any more.
  virtual void close() {}

  // --- What happens to the rooms of this server. Costs nothing while nobody listens.

  /// A room got its first socket. @return a token for off(). A listener must not change rooms.
  std::uint64_t on_create_room(std::function<void(std::string_view room)> listener);
  /// A socket joined a room.
  std::uint64_t on_join_room(std::function<void(std::string_view room, const SocketId& id)> listener);
  /// A socket left a room, perhaps by disconnecting.
  std::uint64_t on_leave_room(std::function<void(std::string_view room, const SocketId& id)> listener);
  /// A room lost its last socket.
  std::uint64_t on_delete_room(std::function<void(std::string_view room)> listener);
  /// Removes the listener with that token.
  void off(std::uint64_t token);

 protected:
  /// For whoever keeps the rooms: whether somebody listens to what happens to them.
  bool listened_to() const { return listeners_ != nullptr; }
  /// Calls on_create_room() listeners.
  void room_created(std::string_view room);
  /// Calls on_join_room() listeners.
  void room_joined(std::string_view room, const SocketId& id);
  /// Calls on_leave_room() listeners.
  void room_left(std::string_view room, const SocketId& id);
  /// Calls on_delete_room() listeners.
  void room_deleted(std::string_view room);

 private:
  struct Listeners;
  Listeners& listeners();
  void warn_of_no_cluster();

  Namespace& nsp_;
  std::unique_ptr<Listeners> listeners_;
  bool warned_ = false;
};

/// Rooms of one process, and nobody else. Session-aware if the options of the server ask for connection state
/// recovery.
std::unique_ptr<Adapter> make_in_memory_adapter(Namespace& nsp);

}  // namespace socketio
