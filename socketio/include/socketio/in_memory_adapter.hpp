// socketio/in_memory_adapter.hpp - rooms of one process: the adapter that others are derived from.
//
// Each room lists its sockets, each socket lists its places in rooms, so joining, leaving and disconnecting
// cost nothing that grows with the room. The room of a socket's own id is not stored: it is the socket.
//
// A socket in few rooms looks through its places. One in many has a hash table of them beside it, so that
// joining and leaving cost nothing that grows with its rooms either, and a disconnect the same for each.
// Thread: hub.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "socketio/adapter.hpp"

namespace socketio {

class InMemoryRecovery;
struct EncodedPacket;

/// Rooms of one process. What it does not override reaches this server only, see Adapter.
class InMemoryAdapter : public Adapter {
 public:
  /// As Adapter.
  explicit InMemoryAdapter(Namespace& nsp);
  ~InMemoryAdapter() override;

  void join_own_room(Socket& socket) override;
  void join(Socket& socket, std::string_view room) override;
  void leave(Socket& socket, std::string_view room) override;
  void leave_all(Socket& socket) override;
  bool contains(const Socket& socket, std::string_view room) const override;
  std::vector<Room> rooms(const Socket& socket) const override;
  void for_each(const BroadcastOptions& options, const std::function<void(Socket&)>& fn) override;
  /// Encodes once.
  void broadcast(const RawJson& event, const BroadcastOptions& options) override;
  void broadcast_with_ack(const RawJson& event, const BroadcastOptions& options,
                          std::chrono::milliseconds deadline,
                          std::shared_ptr<AckCollector> collector) override;
  /// Session-aware within this server: a client that comes back to another one is new there.
  SessionRecovery* recovery() override;
  void close() override;

 protected:
  /// Sends to the targets on this server, once each.
  void deliver(const EncodedPacket& packet, const BroadcastOptions& options);

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

  void show_to_catch_all(const RawJson& event, const BroadcastOptions& options);
  /// Calls fn(Socket&) once for each target. `fn` must not change rooms.
  template <class Fn>
  void visit(const BroadcastOptions& options, Fn&& fn);
  /// Marks the sockets of a room with the current epoch; fn for those that were not marked.
  template <class Fn>
  void visit_room(std::string_view room, Fn&& fn);

  /// Where among socket.rooms_ a room is; `nowhere` when the socket is not in it.
  std::uint32_t place_of(const Socket& socket, std::string_view room) const;
  std::uint32_t place_of(const Socket& socket, const Members& members) const;
  /// Takes a place out of socket.rooms_. Few others keep their order; of many the last one takes over.
  void close_place(Socket& socket, std::uint32_t place);
  /// Takes the socket, which is there at `index`, off the list of a room. The room goes with its last member.
  void remove_member(const Socket& socket, Members& members, std::uint32_t index);

  /// First places of chains through RoomEntry::next, by hash of the room. A power of two of them.
  using Chains = std::vector<std::uint32_t>;
  static std::size_t chain_of(const Chains& chains, const void* room);
  static void link(Chains& chains, Socket& socket, std::uint32_t place);
  static void unlink(Chains& chains, Socket& socket, std::uint32_t place);
  /// The newest place of a socket becomes known to its chains, if it has or needs them.
  void chain_newest(Socket& socket);

  static constexpr std::uint32_t nowhere = ~std::uint32_t{0};
  static constexpr std::size_t few_rooms = 8;  ///< of one socket: faster looked through than looked up

  Namespace& nsp_;
  Rooms rooms_;
  std::unordered_map<const Socket*, Chains> chains_;  // of exactly those that are in more than few_rooms
  std::uint64_t epoch_ = 0;
  std::unique_ptr<InMemoryRecovery> recovery_;  // null: not asked for
};

}  // namespace socketio
