#include "socketio/namespace.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "ack_table.hpp"
#include "base/log.hpp"
#include "client.hpp"
#include "connection_listeners.hpp"
#include "event_names.hpp"
#include "guard.hpp"
#include "handler_table.hpp"
#include "listeners.hpp"
#include "recovery/connection_recovery.hpp"
#include "socketio/server.hpp"

namespace socketio {

Namespace::Namespace(Server& server, std::string name)
    : Namespace(server, std::move(name),
                server.options().adapter ? server.options().adapter : make_in_memory_adapter) {
  const auto& recovery = server.options().connection_state_recovery;
  if (!recovery) return;
  if (!adapter_->recovery()) {
    throw std::invalid_argument(
        "socketio::Options: connection_state_recovery needs a session-aware adapter, and the one that "
        "Options::adapter made for " +
        name_ + " is not");
  }
  recovery_ = std::make_unique<ConnectionRecovery>(*this, *adapter_->recovery(), *recovery);
}

Namespace::Namespace(Server& server, std::string name, const AdapterFactory& make_adapter)
    : server_(server),
      parser_(server.parser()),
      name_(std::move(name)),
      self_(*this),
      connection_listeners_(std::make_unique<ConnectionListeners>()),
      event_names_(std::make_unique<EventNames>()),
      acks_(std::make_unique<AckTable>(*this, server.timers(), server.options().max_pending_acks)),
      adapter_(make_adapter(*this)) {}

Namespace::~Namespace() { self_.end(); }

void Namespace::descend_from(const Namespace& rules, ParentNamespace& parent) {
  parent_ = &parent;
  middlewares_ = rules.middlewares_;
  rules.connection_listeners_->visit(0, [this](std::uint32_t token, const ConnectionListener& listener) {
    connection_listeners_->append(token, listener, 0);
    last_token_ = std::max(last_token_, token);
    return true;
  });
}

void Namespace::end() {
  close_adapter();
  recovery_.reset();
  self_.end();
  acks_->close();
}

void Namespace::close_adapter() {
  if (!std::exchange(adapter_closed_, true)) adapter_->close();
}

void Namespace::use(Middleware middleware) {
  middlewares_.push_back(std::make_shared<const Middleware>(std::move(middleware)));
}

std::uint64_t Namespace::add_connection_listener(std::function<void(Socket&)> listener, bool once) {
  const std::uint32_t token = ++last_token_;
  auto shared = std::make_shared<const std::function<void(Socket&)>>(std::move(listener));
  connection_listeners_->append(token, ConnectionListener{std::move(shared), once}, 0);
  return token;
}

std::uint64_t Namespace::on_connection(std::function<void(Socket&)> listener) {
  return add_connection_listener(std::move(listener), false);
}

std::uint64_t Namespace::once_connection(std::function<void(Socket&)> listener) {
  return add_connection_listener(std::move(listener), true);
}

void Namespace::off_connection(std::uint64_t token) {
  connection_listeners_->remove(static_cast<std::uint32_t>(token));
}

void Namespace::off_connection() { connection_listeners_->clear(0); }

Socket* Namespace::find(std::string_view id) const {
  const auto found = sockets_.find(id);
  return found == sockets_.end() ? nullptr : found->second;
}

Socket* Namespace::find(SocketHandle handle) const {
  const auto* const socket = slots_.find(handle);
  return socket == nullptr ? nullptr : socket->get();
}

Socket& Namespace::create(Client& client, std::string auth) {
  const SocketHandle handle = slots_.add();
  auto& socket = slots_[handle.slot];
  socket = std::make_unique<Socket>(*this, client, handle, std::move(auth));
  return *socket;
}

void Namespace::admit(Socket& socket) {
  if (recovery_) return recovery_->begin(socket);
  run_middlewares(socket.handle_, 0);
}

void Namespace::run_middlewares(SocketHandle handle, std::size_t index) {
  Socket* socket = find(handle);
  if (!socket || socket->state_ != Socket::State::connecting || !socket->client_->open()) return;
  if (index == middlewares_.size()) return connect(*socket);
  const Next next([self = self_, handle, index](const Reject* reject) {
    Namespace* const nsp = self.get();
    if (!nsp) return;
    if (!reject) return nsp->run_middlewares(handle, index + 1);
    Socket* refused = nsp->find(handle);
    if (refused && refused->state_ == Socket::State::connecting) refused->client_->refuse(*refused, *reject);
  });
  const auto middleware = middlewares_[index];
  if (!guarded_call("middleware", [&] { (*middleware)(*socket, next); }))
    next(Reject{"Internal server error"});
}

void Namespace::connect(Socket& socket) {
  socket.state_ = Socket::State::connected;
  sockets_.emplace(socket.id(), &socket);
  adapter_->join_own_room(socket);
  Client& client = *socket.client_;
  if (recovery_) recovery_->replay(socket);
  client.welcome(socket);
  connection_listeners_->visit(0, [&](std::uint32_t token, const ConnectionListener& listener) {
    if (listener.once) connection_listeners_->remove(token);
    guarded("on_connection", [&] { (*listener.call)(socket); });
    return socket.connected();
  });
  const SocketHandle handle = socket.handle_;
  if (socket.connected() && find(handle)) client.release(socket);
}

void Namespace::remove(Socket& socket) {
  socket.off_any_outgoing();
  // Handles of the dead one are stale from here on.
  graveyard_.push_back(slots_.take(socket.handle_));
  if (sweep_timer_.pending()) return;
  sweep_timer_ = server_.timers().after(std::chrono::milliseconds::zero(), [this] { sweep(); });
}

void Namespace::sweep() {
  graveyard_.clear();
  if (!parent_ || slots_.size() > 0 || !server_.options().cleanup_empty_child_namespaces) return;
  if (recovery_ && recovery_->awaits_anybody()) return recovery_->sweep_later();
  server_.retire(*this);
}

void Namespace::shut_down() {
  slots_.for_each([](const std::unique_ptr<Socket>& slot) {
    Socket& socket = *slot;
    if (!socket.client_) return;
    socket.client_->remove(socket);
    socket.leave_namespace(DisconnectReason::server_shutting_down);
  });
}

EncodedPacket Namespace::encode_event(const RawJson& event, std::optional<std::uint64_t> id) const {
  return parser_.encode(PacketType::event, name_, id, event.text(), event.attachments());
}

EncodedPacket Namespace::encode_kept_event(const RawJson& event, std::string offset) const {
  std::string text;
  text.reserve(event.text().size() + offset.size() + 3);
  text.append(event.text());
  text.back() = ',';
  text.append(1, '"').append(offset).append("\"]");
  EncodedPacket packet = encode_event(RawJson::trusted(text, event.attachments()), {});
  packet.offset = std::move(offset);
  return packet;
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
