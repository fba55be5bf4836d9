#include "recovery/connection_recovery.hpp"

#include <algorithm>
#include <utility>

#include "base/random_id.hpp"
#include "client.hpp"
#include "socketio/namespace.hpp"
#include "socketio/server.hpp"

namespace socketio {
namespace {

/// Whether a client that ended like this may come back.
bool is_loss(DisconnectReason reason) {
  switch (reason) {
    case DisconnectReason::transport_close:
    case DisconnectReason::transport_error:
    case DisconnectReason::forced_close:
    case DisconnectReason::ping_timeout:
    case DisconnectReason::server_shutting_down:
    case DisconnectReason::forced_server_close:
      return true;
    case DisconnectReason::server_namespace_disconnect:
    case DisconnectReason::client_namespace_disconnect:
    case DisconnectReason::parse_error:
      return false;
  }
  return false;
}

}  // namespace

void ConnectionRecovery::begin(Socket& socket) {
  constexpr std::size_t longest_pid = 64;
  const auto pid = socket.handshake().auth().member("pid");
  const auto offset = socket.handshake().auth().member("offset");
  if (!pid || !pid->is_string() || pid->text().size() > longest_pid) return begin_new(socket);
  if (offset && !offset->is_string() && !offset->is_null()) return begin_new(socket);
  const SocketHandle handle = socket.handle_;
  const std::string secret = *pid->as_string();
  const auto seen = offset ? offset->as_string() : std::nullopt;
  end_half_open(secret);
  store_.restore_session(secret, seen, [this, handle](std::optional<RestoredSession> restored) {
    go_on(handle, std::move(restored));
  });
}

/// The client is back before its old connection was noticed to be dead. That ends with all its namespaces,
/// each of which the client can have back.
void ConnectionRecovery::end_half_open(const std::string& pid) {
  const auto found = sockets_.find(pid);
  if (found != sockets_.end()) found->second->client_->session().discard();
}

void ConnectionRecovery::go_on(SocketHandle handle, std::optional<RestoredSession> restored) {
  Socket* const socket = nsp_.find(handle);
  if (!socket || socket->state_ != Socket::State::connecting || !socket->client_->open()) {
    if (restored) store_.persist_session(std::move(restored->session));
    return;
  }
  if (restored) return begin_restored(*socket, std::move(*restored));
  begin_new(*socket);
}

void ConnectionRecovery::begin_new(Socket& socket) {
  socket.recovery_ = std::make_unique<Socket::Recovery>();
  PersistedSession& session = socket.recovery_->session;
  session.pid = base::random_id();
  session.start = store_.last_offset();
  sockets_.emplace(session.pid, &socket);
  nsp_.run_middlewares(socket.handle_, 0);
}

void ConnectionRecovery::begin_restored(Socket& socket, RestoredSession restored) {
  socket.recovery_ = std::make_unique<Socket::Recovery>();
  Socket::Recovery& recovery = *socket.recovery_;
  recovery.session = std::move(restored.session);
  recovery.recovered = true;
  recovery.from = std::move(restored.from);
  sockets_.emplace(recovery.session.pid, &socket);
  socket.id_ = recovery.session.sid;
  socket.data_ = std::move(recovery.session.data);
  for (const Room& room : recovery.session.rooms) nsp_.adapter().join(socket, room);
  if (options_.skip_middlewares) return nsp_.connect(socket);
  nsp_.run_middlewares(socket.handle_, 0);
}

void ConnectionRecovery::emit(Socket& socket, const RawJson& event, BroadcastFlags flags) {
  if (socket.state_ == Socket::State::connected) {
    return nsp_.adapter().broadcast(event, {{socket.id_}, {}, flags});
  }
  // In front of the CONNECT reply: whoever gets that got this. Its offset only keeps the client from taking
  // an argument for one.
  if (nsp_.outgoing_listeners_ > 0) socket.notify_outgoing(event);
  socket.send_packet(nsp_.encode_kept_event(event, store_.next_offset()), flags);
}

void ConnectionRecovery::replay(Socket& socket) {
  Socket::Recovery* const recovery = socket.recovery_.get();
  if (!recovery || !recovery->from) return;
  const std::string from = *std::exchange(recovery->from, std::nullopt);
  std::vector<Room> rooms = std::exchange(recovery->session.rooms, {});
  // A middleware may have taken it out of some.
  std::erase_if(rooms, [&](const Room& room) { return !socket.in_room(room); });
  store_.replay(from, rooms, [&](const EncodedPacket& packet) { socket.send_packet(packet, {}); });
}

void ConnectionRecovery::lose(Socket& socket, DisconnectReason reason, bool was_connected) {
  Socket::Recovery* const recovery = socket.recovery_.get();
  if (!recovery) return;
  sockets_.erase(recovery->session.pid);
  recovery->may_return = is_loss(reason) && (was_connected || recovery->from);
  if (was_connected) recovery->session.end = store_.last_offset();
}

void ConnectionRecovery::remember_rooms(Socket& socket) {
  Socket::Recovery* const recovery = socket.recovery_.get();
  if (recovery && recovery->may_return && !recovery->from) {
    recovery->session.rooms = nsp_.adapter().rooms(socket);
  }
}

void ConnectionRecovery::sweep_later() {
  constexpr std::chrono::milliseconds past_the_last{1};
  sweep_timer_ = nsp_.server().timers().after(options_.max_disconnection_duration + past_the_last,
                                              [this] { nsp_.sweep(); });
}

void ConnectionRecovery::persist(Socket& socket) {
  Socket::Recovery* const recovery = socket.recovery_.get();
  if (!recovery || !std::exchange(recovery->may_return, false)) return;
  recovery->session.sid = socket.id_;
  recovery->session.data = std::move(socket.data_);
  store_.persist_session(std::move(recovery->session));
}

}  // namespace socketio
