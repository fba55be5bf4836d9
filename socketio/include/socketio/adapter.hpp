// socketio/adapter.hpp - rooms: who is in which, and who receives a broadcast. The seam for clusters.
//
// Thread: hub. Lifetime: owned by its Namespace. Sockets passed in are connected and outlive the call.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "socketio/parser.hpp"

namespace socketio {

class Namespace;
class Socket;

using Room = std::string;
using SocketId = std::string;

struct BroadcastFlags {
  bool volatile_ = false;
  bool compress = true;
  bool local = false;  ///< this server only; all an in-memory adapter ever does
};

/// Whom a broadcast goes to: sockets in any of `rooms` (none named: all), minus those in any of `except`.
/// The id of a socket is a room that only it is in.
struct BroadcastOptions {
  std::vector<Room> rooms;
  std::vector<Room> except;
  BroadcastFlags flags;
};

class Adapter {
 public:
  virtual ~Adapter() = default;

  virtual void join(Socket& socket, std::string_view room) = 0;
  virtual void leave(Socket& socket, std::string_view room) = 0;
  /// The socket disconnects.
  virtual void leave_all(Socket& socket) = 0;
  virtual bool contains(const Socket& socket, std::string_view room) const = 0;
  /// Rooms of a socket, its own id first.
  virtual std::vector<Room> rooms(const Socket& socket) const = 0;
  /// Sends to each target once.
  virtual void broadcast(const EncodedPacket& packet, const BroadcastOptions& options) = 0;
  /// Local targets at this moment; `fn` may change rooms and disconnect sockets.
  virtual void for_each(const BroadcastOptions& options, const std::function<void(Socket&)>& fn) = 0;
};

/// Two-sided index of one process: join, leave and disconnect cost the rooms of that socket.
std::unique_ptr<Adapter> make_in_memory_adapter(Namespace& nsp);

}  // namespace socketio
