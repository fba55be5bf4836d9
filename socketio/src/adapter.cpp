#include "socketio/adapter.hpp"

#include "base/log.hpp"
#include "call_list.hpp"
#include "guard.hpp"
#include "socketio/namespace.hpp"
#include "socketio/remote_socket.hpp"
#include "socketio/socket.hpp"

namespace socketio {

struct Adapter::Listeners {
  enum Key : std::uint32_t { created, joined, left, deleted };
  using Listener = std::function<void(std::string_view, const SocketId&)>;

  std::uint64_t add(Key key, Listener listener) {
    calls.append(++last_token, std::move(listener), key);
    return last_token;
  }
  void call(Key key, std::string_view room, const SocketId& id) {
    calls.visit(key, [&](std::uint32_t, const Listener& listener) {
      guarded("a room event", [&] { listener(room, id); });
      return true;
    });
  }

  CallList<Listener> calls;
  std::uint32_t last_token = 0;
};

namespace {

std::function<void(std::string_view, const SocketId&)> of_room(
    std::function<void(std::string_view)> listener) {
  return [listener = std::move(listener)](std::string_view room, const SocketId&) { listener(room); };
}

}  // namespace

Adapter::Adapter(Namespace& nsp) : nsp_(nsp) {}
Adapter::~Adapter() = default;

Adapter::Listeners& Adapter::listeners() {
  if (!listeners_) listeners_ = std::make_unique<Listeners>();
  return *listeners_;
}

std::uint64_t Adapter::on_create_room(std::function<void(std::string_view)> listener) {
  return listeners().add(Listeners::created, of_room(std::move(listener)));
}

std::uint64_t Adapter::on_join_room(std::function<void(std::string_view, const SocketId&)> listener) {
  return listeners().add(Listeners::joined, std::move(listener));
}

std::uint64_t Adapter::on_leave_room(std::function<void(std::string_view, const SocketId&)> listener) {
  return listeners().add(Listeners::left, std::move(listener));
}

std::uint64_t Adapter::on_delete_room(std::function<void(std::string_view)> listener) {
  return listeners().add(Listeners::deleted, of_room(std::move(listener)));
}

void Adapter::off(std::uint64_t token) {
  if (listeners_) listeners_->calls.remove(static_cast<std::uint32_t>(token));
}

void Adapter::room_created(std::string_view room) {
  if (listeners_) listeners_->call(Listeners::created, room, {});
}

void Adapter::room_joined(std::string_view room, const SocketId& id) {
  if (listeners_) listeners_->call(Listeners::joined, room, id);
}

void Adapter::room_left(std::string_view room, const SocketId& id) {
  if (listeners_) listeners_->call(Listeners::left, room, id);
}

void Adapter::room_deleted(std::string_view room) {
  if (listeners_) listeners_->call(Listeners::deleted, room, {});
}

void Adapter::add_sockets(const BroadcastOptions& options, const std::vector<Room>& rooms) {
  for_each(options, [&](Socket& socket) { socket.join(rooms); });
}

void Adapter::del_sockets(const BroadcastOptions& options, const std::vector<Room>& rooms) {
  for_each(options, [&](Socket& socket) {
    for (const Room& room : rooms) socket.leave(room);
  });
}

void Adapter::disconnect_sockets(const BroadcastOptions& options, bool close) {
  for_each(options, [&](Socket& socket) { socket.disconnect(close); });
}

void Adapter::fetch_sockets(const BroadcastOptions& options, std::chrono::milliseconds,
                            FetchHandler handler) {
  std::vector<RemoteSocket> found;
  for_each(options, [&](Socket& socket) { found.emplace_back(socket); });
  guarded("fetch_sockets", [&] { handler({}, std::move(found)); });
}

void Adapter::server_count(const BroadcastOptions&, const std::function<void(std::size_t)>& fn) { fn(1); }

void Adapter::warn_of_no_cluster() {
  if (std::exchange(warned_, true)) return;
  base::log::warn("socketio: server_side_emit in ", nsp_.name(), " reaches nobody: no adapter of a cluster");
}

void Adapter::server_side_emit(const RawJson&) { warn_of_no_cluster(); }

void Adapter::server_side_emit_with_ack(const RawJson&, std::chrono::milliseconds,
                                        BroadcastAckHandler handler) {
  warn_of_no_cluster();
  guarded("acknowledgement", [&] { handler({}, {}); });
}

void Adapter::answer_server_side(std::uint64_t, const RawJson&) {}

}  // namespace socketio
