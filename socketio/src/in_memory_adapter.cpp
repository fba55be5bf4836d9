#include "socketio/in_memory_adapter.hpp"

#include <bit>
#include <utility>

#include "ack_table.hpp"
#include "recovery/in_memory_recovery.hpp"
#include "socketio/namespace.hpp"
#include "socketio/server.hpp"
#include "socketio/socket.hpp"

namespace socketio {

std::unique_ptr<Adapter> make_in_memory_adapter(Namespace& nsp) {
  return std::make_unique<InMemoryAdapter>(nsp);
}

InMemoryAdapter::InMemoryAdapter(Namespace& nsp) : Adapter(nsp), nsp_(nsp) {
  Server& server = nsp.server();
  const Options& options = server.options();
  if (!options.connection_state_recovery) return;
  recovery_ =
      std::make_unique<InMemoryRecovery>(server.timers(), *options.connection_state_recovery,
                                         options.ping_interval + options.ping_timeout, server.log_budget());
}

InMemoryAdapter::~InMemoryAdapter() = default;

void InMemoryAdapter::close() {
  if (recovery_) recovery_->close();
}

SessionRecovery* InMemoryAdapter::recovery() { return recovery_.get(); }

void InMemoryAdapter::join_own_room(Socket& socket) {
  if (!listened_to()) return;
  room_created(socket.id());
  room_joined(socket.id(), socket.id());
}

void InMemoryAdapter::join(Socket& socket, std::string_view room) {
  if (room == socket.id()) return;
  auto found = rooms_.find(room);
  if (found == rooms_.end()) {
    found = rooms_.emplace(Room(room), Members{Room(room), {}}).first;
    room_created(room);
  } else if (place_of(socket, found->second) != nowhere) {
    return;
  }
  Members& members = found->second;
  socket.rooms_.push_back({&members, static_cast<std::uint32_t>(members.sockets.size()), nowhere});
  members.sockets.push_back(&socket);
  chain_newest(socket);
  room_joined(room, socket.id());
}

void InMemoryAdapter::leave(Socket& socket, std::string_view room) {
  const std::uint32_t place = place_of(socket, room);
  if (place == nowhere) return;
  const auto entry = socket.rooms_[place];
  close_place(socket, place);
  remove_member(socket, *static_cast<Members*>(entry.room), entry.index);
}

void InMemoryAdapter::leave_all(Socket& socket) {
  if (socket.rooms_.size() > few_rooms) chains_.erase(&socket);
  while (!socket.rooms_.empty()) {
    const auto entry = socket.rooms_.back();
    socket.rooms_.pop_back();
    remove_member(socket, *static_cast<Members*>(entry.room), entry.index);
  }
  if (!listened_to() || nsp_.find(socket.id()) != &socket) return;
  room_left(socket.id(), socket.id());
  room_deleted(socket.id());
}

bool InMemoryAdapter::contains(const Socket& socket, std::string_view room) const {
  return room == socket.id() || place_of(socket, room) != nowhere;
}

std::uint32_t InMemoryAdapter::place_of(const Socket& socket, std::string_view room) const {
  const auto& places = socket.rooms_;
  if (places.size() > few_rooms) {
    const auto found = rooms_.find(room);
    return found == rooms_.end() ? nowhere : place_of(socket, found->second);
  }
  for (std::uint32_t place = 0; place < places.size(); ++place) {
    if (static_cast<const Members*>(places[place].room)->name == room) return place;
  }
  return nowhere;
}

std::uint32_t InMemoryAdapter::place_of(const Socket& socket, const Members& members) const {
  const auto& places = socket.rooms_;
  if (places.size() > few_rooms) {
    const Chains& chains = chains_.find(&socket)->second;
    std::uint32_t place = chains[chain_of(chains, &members)];
    while (place != nowhere && places[place].room != &members) place = places[place].next;
    return place;
  }
  for (std::uint32_t place = 0; place < places.size(); ++place) {
    if (places[place].room == &members) return place;
  }
  return nowhere;
}

void InMemoryAdapter::close_place(Socket& socket, std::uint32_t place) {
  auto& places = socket.rooms_;
  if (places.size() <= few_rooms + 1) {
    if (places.size() > few_rooms) chains_.erase(&socket);
    places.erase(places.begin() + place);
    return;
  }
  Chains& chains = chains_.find(&socket)->second;
  const auto last = static_cast<std::uint32_t>(places.size() - 1);
  unlink(chains, socket, place);
  if (place != last) {
    unlink(chains, socket, last);
    places[place] = places[last];
    link(chains, socket, place);
  }
  places.pop_back();
}

void InMemoryAdapter::remove_member(const Socket& socket, Members& members, std::uint32_t index) {
  Socket* const last = members.sockets.back();
  members.sockets[index] = last;
  members.sockets.pop_back();
  if (last != &socket) last->rooms_[place_of(*last, members)].index = index;
  room_left(members.name, socket.id());
  if (!members.sockets.empty()) return;
  const auto node = rooms_.extract(rooms_.find(members.name));
  room_deleted(node.key());
}

std::size_t InMemoryAdapter::chain_of(const Chains& chains, const void* room) {
  const std::uint64_t spread = reinterpret_cast<std::uintptr_t>(room) * std::uint64_t{0x9E3779B97F4A7C15};
  return (spread >> 32) & (chains.size() - 1);
}

void InMemoryAdapter::link(Chains& chains, Socket& socket, std::uint32_t place) {
  auto& entry = socket.rooms_[place];
  entry.next = std::exchange(chains[chain_of(chains, entry.room)], place);
}

void InMemoryAdapter::unlink(Chains& chains, Socket& socket, std::uint32_t place) {
  auto& places = socket.rooms_;
  std::uint32_t* at = &chains[chain_of(chains, places[place].room)];
  while (*at != place) at = &places[*at].next;
  *at = places[place].next;
}

void InMemoryAdapter::chain_newest(Socket& socket) {
  const std::size_t count = socket.rooms_.size();
  if (count <= few_rooms) return;
  Chains& chains = chains_[&socket];
  if (count <= chains.size()) return link(chains, socket, static_cast<std::uint32_t>(count - 1));
  chains.assign(std::bit_ceil(count), nowhere);
  for (std::uint32_t place = 0; place < count; ++place) link(chains, socket, place);
}

std::vector<Room> InMemoryAdapter::rooms(const Socket& socket) const {
  std::vector<Room> names{socket.id()};
  for (const auto& entry : socket.rooms_) names.push_back(static_cast<const Members*>(entry.room)->name);
  return names;
}

template <class Fn>
void InMemoryAdapter::visit_room(std::string_view room, Fn&& fn) {
  // A middleware may have joined a socket that is not connected yet.
  const auto mark = [&](Socket& socket) {
    if (!socket.connected()) return;
    if (std::exchange(socket.mark_, epoch_) != epoch_) fn(socket);
  };
  if (Socket* own = nsp_.find(room)) mark(*own);
  const auto found = rooms_.find(room);
  if (found == rooms_.end()) return;
  for (Socket* socket : found->second.sockets) mark(*socket);
}

template <class Fn>
void InMemoryAdapter::visit(const BroadcastOptions& options, Fn&& fn) {
  ++epoch_;
  for (const Room& room : options.except) {
    visit_room(room, [](Socket&) {});
  }
  if (options.rooms.empty()) {
    for (const auto& [id, socket] : nsp_.sockets_) {
      if (std::exchange(socket->mark_, epoch_) != epoch_) fn(*socket);
    }
  }
  for (const Room& room : options.rooms) visit_room(room, fn);
}

void InMemoryAdapter::show_to_catch_all(const RawJson& event, const BroadcastOptions& options) {
  if (nsp_.outgoing_listeners_ == 0) return;
  for_each(options, [&](Socket& socket) { socket.notify_outgoing(event); });
}

void InMemoryAdapter::broadcast(const RawJson& event, const BroadcastOptions& options) {
  show_to_catch_all(event, options);
  if (recovery_ && !options.flags.volatile_) {
    const EncodedPacket packet = nsp_.encode_kept_event(event, recovery_->next_offset());
    recovery_->keep(packet, options);
    deliver(packet, options);
  } else {
    deliver(nsp_.encode_event(event, {}), options);
  }
}

void InMemoryAdapter::deliver(const EncodedPacket& packet, const BroadcastOptions& options) {
  visit(options, [&](Socket& socket) { socket.send_packet(packet, options.flags); });
}

void InMemoryAdapter::broadcast_with_ack(const RawJson& event, const BroadcastOptions& options,
                                         std::chrono::milliseconds deadline,
                                         std::shared_ptr<AckCollector> collector) {
  show_to_catch_all(event, options);
  std::vector<Socket*> targets;
  visit(options, [&](Socket& socket) { targets.push_back(&socket); });
  collector->expect(targets.size());
  if (targets.empty()) return;
  const std::uint64_t id = nsp_.acks_->expect(targets, deadline, std::move(collector));
  const EncodedPacket packet = nsp_.encode_event(event, id);
  for (Socket* socket : targets) socket->send_packet(packet, options.flags);
}

void InMemoryAdapter::for_each(const BroadcastOptions& options, const std::function<void(Socket&)>& fn) {
  std::vector<SocketHandle> targets;
  visit(options, [&](Socket& socket) { targets.push_back(socket.handle_); });
  for (const SocketHandle handle : targets) {
    if (Socket* socket = nsp_.find(handle)) fn(*socket);
  }
}

}  // namespace socketio
