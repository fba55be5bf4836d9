#include "in_memory_adapter.hpp"

#include <algorithm>

#include "socketio/namespace.hpp"
#include "socketio/socket.hpp"

namespace socketio {

std::unique_ptr<Adapter> make_in_memory_adapter(Namespace& nsp) {
  return std::make_unique<InMemoryAdapter>(nsp);
}

void InMemoryAdapter::join(Socket& socket, std::string_view room) {
  if (contains(socket, room)) return;
  auto found = rooms_.find(room);
  if (found == rooms_.end()) found = rooms_.emplace(Room(room), Members{Room(room), {}}).first;
  Members& members = found->second;
  socket.rooms_.push_back({&members, members.sockets.size()});
  members.sockets.push_back(&socket);
}

void InMemoryAdapter::remove_entry(Socket& socket, std::size_t entry) {
  const auto [room, index] = socket.rooms_[entry];
  socket.rooms_.erase(socket.rooms_.begin() + static_cast<std::ptrdiff_t>(entry));
  Members& members = *static_cast<Members*>(room);
  Socket* last = members.sockets.back();
  members.sockets[index] = last;
  members.sockets.pop_back();
  if (last != &socket) {
    for (auto& other : last->rooms_) {
      if (other.room == room) other.index = index;
    }
  }
  if (members.sockets.empty()) rooms_.erase(rooms_.find(members.name));
}

void InMemoryAdapter::leave(Socket& socket, std::string_view room) {
  for (std::size_t entry = 0; entry < socket.rooms_.size(); ++entry) {
    if (static_cast<Members*>(socket.rooms_[entry].room)->name == room) return remove_entry(socket, entry);
  }
}

void InMemoryAdapter::leave_all(Socket& socket) {
  while (!socket.rooms_.empty()) remove_entry(socket, socket.rooms_.size() - 1);
}

bool InMemoryAdapter::contains(const Socket& socket, std::string_view room) const {
  if (room == socket.id()) return true;
  return std::any_of(socket.rooms_.begin(), socket.rooms_.end(), [&](const auto& entry) {
    return static_cast<const Members*>(entry.room)->name == room;
  });
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

void InMemoryAdapter::broadcast(const EncodedPacket& packet, const BroadcastOptions& options) {
  visit(options, [&](Socket& socket) { socket.send_packet(packet, options.flags); });
}

void InMemoryAdapter::for_each(const BroadcastOptions& options, const std::function<void(Socket&)>& fn) {
  std::vector<SocketHandle> targets;
  visit(options, [&](Socket& socket) { targets.push_back(socket.handle_); });
  for (const SocketHandle handle : targets) {
    if (Socket* socket = nsp_.find(handle)) fn(*socket);
  }
}

}  // namespace socketio
