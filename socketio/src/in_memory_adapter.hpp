// socketio/src/in_memory_adapter.hpp - rooms of one process.
//
// Each room lists its sockets, each socket lists its places in rooms, so joining, leaving and disconnecting
// cost nothing that grows with the room. The room of a socket's own id is not stored: it is the socket.
// Thread: hub.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "socketio/adapter.hpp"

namespace socketio {

class InMemoryAdapter final : public Adapter {
 public:
  explicit InMemoryAdapter(Namespace& nsp) : nsp_(nsp) {}

  void join(Socket& socket, std::string_view room) override;
  void leave(Socket& socket, std::string_view room) override;
  void leave_all(Socket& socket) override;
  bool contains(const Socket& socket, std::string_view room) const override;
  std::vector<Room> rooms(const Socket& socket) const override;
  void broadcast(const EncodedPacket& packet, const BroadcastOptions& options) override;
  void for_each(const BroadcastOptions& options, const std::function<void(Socket&)>& fn) override;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  struct Members {
    Room name;
    std::vector<Socket*> sockets;
  };
  using Rooms = std::unordered_map<Room, Members, Hash, std::equal_to<>>;

  /// Calls fn(Socket&) once for each target. `fn` must not change rooms.
  template <class Fn>
  void visit(const BroadcastOptions& options, Fn&& fn);
  /// Marks the sockets of a room with the current epoch; fn for those that were not marked.
  template <class Fn>
  void visit_room(std::string_view room, Fn&& fn);
  void remove_entry(Socket& socket, std::size_t entry);

  Namespace& nsp_;
  Rooms rooms_;
  std::uint64_t epoch_ = 0;
};

}  // namespace socketio
