#include "socketio/namespace.hpp"

#include <utility>

#include "ack_table.hpp"
#include "base/log.hpp"
#include "client.hpp"
#include "event_names.hpp"
#include "guard.hpp"
#include "handler_table.hpp"
#include "listeners.hpp"
#include "socketio/server.hpp"

namespace socketio {

Namespace::Namespace(Server& server, std::string name)
    : server_(server),
      name_(std::move(name)),
      event_names_(std::make_unique<EventNames>()),
      acks_(std::make_unique<AckTable>(*this, server.timers(), server.options().max_pending_acks)),
      adapter_(server.options().adapter ? server.options().adapter(*this) : make_in_memory_adapter(*this)) {}

Namespace::~Namespace() = default;

void Namespace::use(Middleware middleware) { middlewares_.push_back(std::move(middleware)); }

void Namespace::on_connection(std::function<void(Socket&)> listener) {
  connection_listeners_.push_back(std::move(listener));
}

Socket* Namespace::find(std::string_view id) const {
  const auto found = sockets_.find(id);
  return found == sockets_.end() ? nullptr : found->second;
}

Socket* Namespace::find(SocketHandle handle) const {
  if (handle.slot >= slots_.size() || slots_[handle.slot].generation != handle.generation) return nullptr;
  return slots_[handle.slot].socket.get();
}

Socket& Namespace::create(Client& client, std::string auth) {
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t index = free_slots_.back();
  free_slots_.pop_back();
  Slot& slot = slots_[index];
  slot.socket =
      std::make_unique<Socket>(*this, client, SocketHandle{index, ++slot.generation}, std::move(auth));
  return *slot.socket;
}

void Namespace::run_middlewares(SocketHandle handle, std::size_t index) {
  Socket* socket = find(handle);
  if (!socket || socket->state_ != Socket::State::connecting || !socket->client_->open()) return;
  if (index == middlewares_.size()) return connect(*socket);
  const Next next([this, handle, index](const Reject* reject) {
    if (!reject) return run_middlewares(handle, index + 1);
    Socket* refused = find(handle);
    if (refused && refused->state_ == Socket::State::connecting) refused->client_->refuse(*refused, *reject);
  });
  const Middleware middleware = middlewares_[index];
  if (!guarded_call("middleware", [&] { middleware(*socket, next); })) next(Reject{"Internal server error"});
}

void Namespace::connect(Socket& socket) {
  socket.state_ = Socket::State::connected;
  sockets_.emplace(socket.id(), &socket);
  adapter_->join_own_room(socket);
  Client& client = *socket.client_;
  client.welcome(socket);
  const auto listeners = connection_listeners_;
  for (const auto& listener : listeners) {
    if (!socket.connected()) return;
    guarded("on_connection", [&] { listener(socket); });
  }
  const SocketHandle handle = socket.handle_;
  if (socket.connected() && find(handle)) client.release(socket);
}

void Namespace::remove(Socket& socket) {
  const SocketHandle handle = socket.handle_;
  socket.off_any_outgoing();
  Slot& slot = slots_[handle.slot];
  graveyard_.push_back(std::move(slot.socket));
  ++slot.generation;  // handles of the dead one are stale from here on
  free_slots_.push_back(handle.slot);
  if (!sweep_.pending()) {
    sweep_ = server_.timers().after(std::chrono::milliseconds::zero(), [this] { graveyard_.clear(); });
  }
}

void Namespace::shut_down() {
  for (std::size_t index = 0; index < slots_.size(); ++index) {
    Socket* socket = slots_[index].socket.get();
    if (!socket || !socket->client_) continue;
    socket->client_->remove(*socket);
    socket->leave_namespace(DisconnectReason::server_shutting_down);
  }
}

EncodedPacket Namespace::encode_event(const RawJson& event, std::optional<std::uint64_t> id) const {
  return encode_packet(PacketType::event, name_, id, event.text(), event.attachments());
}

JsonWriter Namespace::begin_array() {
  JsonWriter out(std::exchange(spare_memory_, {}));
  out.begin_array();
  return out;
}

void Namespace::recycle(JsonWriter&& out) {
  constexpr std::size_t worth_keeping_bytes = 64 * 1024;
  std::string memory = std::move(out).take_memory();
  if (memory.capacity() <= worth_keeping_bytes) spare_memory_ = std::move(memory);
}

void Namespace::warn_of_misfit(std::string_view event) {
  constexpr std::size_t names_remembered = 1'000;
  if (misfits_.size() >= names_remembered || !misfits_.emplace(event).second) return;
  base::log::warn("socketio: arguments of event ", event, " do not fit its handler; dropped");
}

}  // namespace socketio
