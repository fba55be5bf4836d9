#include "socketio/socket.hpp"

#include <array>
#include <stdexcept>

#include "ack_table.hpp"
#include "base/random_id.hpp"
#include "client.hpp"
#include "guard.hpp"
#include "held_event.hpp"
#include "listeners.hpp"
#include "reserved.hpp"
#include "socketio/error.hpp"
#include "socketio/namespace.hpp"
#include "socketio/server.hpp"

namespace socketio {

Next::Next(std::function<void(const Reject*)> go)
    : go_(std::make_shared<std::function<void(const Reject*)>>(std::move(go))) {}

void Next::operator()() const {
  if (auto go = std::exchange(*go_, nullptr)) go(nullptr);
}

void Next::operator()(const Reject& reason) const {
  if (!reason.data_json.empty() && !RawJson::parse(reason.data_json)) {
    throw std::invalid_argument("socketio::Reject: data_json is not JSON");
  }
  if (auto go = std::exchange(*go_, nullptr)) go(&reason);
}

FlaggedSocket FlaggedSocket::volatile_() const {
  BroadcastFlags flags = flags_;
  flags.volatile_ = true;
  return {*socket_, flags};
}

FlaggedSocket FlaggedSocket::compress(bool on) const {
  BroadcastFlags flags = flags_;
  flags.compress = on;
  return {*socket_, flags};
}

Socket::Socket(Namespace& nsp, Client& client, SocketHandle handle, std::string auth)
    : nsp_(nsp),
      client_(&client),
      handle_(handle),
      id_(base::random_id()),
      handshake_(client.session().handshake(), std::move(auth)) {}

Socket::~Socket() = default;

base::Timers::Clock::time_point Socket::last_seen() const {
  return client_ ? client_->session().last_seen() : last_seen_;
}

void Socket::join(std::string_view room) {
  require_room(room);
  if (state_ != State::disconnected) nsp_.adapter().join(*this, room);
}

void Socket::join(const std::vector<Room>& rooms) {
  for (const Room& room : rooms) join(room);
}

void Socket::join(std::initializer_list<std::string_view> rooms) {
  for (const std::string_view room : rooms) join(room);
}

void Socket::leave(std::string_view room) {
  require_room(room);
  nsp_.adapter().leave(*this, room);
}

std::vector<Room> Socket::rooms() const {
  return state_ == State::disconnected ? std::vector<Room>() : nsp_.adapter().rooms(*this);
}

bool Socket::in_room(std::string_view room) const {
  return state_ != State::disconnected && nsp_.adapter().contains(*this, room);
}

Socket::Listeners& Socket::listeners() {
  if (!listeners_) listeners_ = std::make_unique<Listeners>();
  return *listeners_;
}

std::uint64_t Socket::add_handler(std::string_view event, EventHandler handler, bool once) {
  require_event_name(event);
  Listeners& all = listeners();
  all.handlers.push_back(
      {std::string(event), ++all.last_token, once, std::make_shared<EventHandler>(std::move(handler))});
  return all.last_token;
}

void Socket::off(std::string_view event) {
  std::erase_if(listeners().handlers, [&](const auto& handler) { return handler.event == event; });
}

void Socket::off(std::uint64_t token) {
  std::erase_if(listeners().handlers, [&](const auto& handler) { return handler.token == token; });
}

namespace {

CatchAll without_ack(std::function<void(std::string_view, const Args&)> listener) {
  return [listener = std::move(listener)](const Event& event) { listener(event.name, event.args); };
}

}  // namespace

std::uint64_t Socket::on_any(std::function<void(std::string_view, const Args&)> listener) {
  return on_any(without_ack(std::move(listener)));
}

std::uint64_t Socket::on_any(std::function<void(const Event&)> listener) {
  Listeners& all = listeners();
  all.any.push_back({++all.last_token, std::make_shared<CatchAll>(std::move(listener))});
  return all.last_token;
}

std::uint64_t Socket::prepend_any(std::function<void(std::string_view, const Args&)> listener) {
  Listeners& all = listeners();
  all.any.insert(all.any.begin(),
                 {++all.last_token, std::make_shared<CatchAll>(without_ack(std::move(listener)))});
  return all.last_token;
}

void Socket::off_any() { listeners().any.clear(); }

void Socket::off_any(std::uint64_t token) {
  std::erase_if(listeners().any, [&](const auto& any) { return any.token == token; });
}

std::uint64_t Socket::on_any_outgoing(std::function<void(std::string_view, const Args&)> listener) {
  if (state_ == State::disconnected) return 0;
  Listeners& all = listeners();
  all.any_outgoing.push_back(
      {++all.last_token, std::make_shared<CatchAll>(without_ack(std::move(listener)))});
  ++nsp_.outgoing_listeners_;
  return all.last_token;
}

void Socket::off_any_outgoing() {
  nsp_.outgoing_listeners_ -= listeners().any_outgoing.size();
  listeners().any_outgoing.clear();
}

void Socket::use(std::function<void(std::string_view, const Args&, Next)> middleware) {
  listeners().middlewares.push_back(std::make_shared<SocketMiddleware>(std::move(middleware)));
}

void Socket::on_error(std::function<void(std::string_view)> listener) {
  listeners().on_error = std::move(listener);
}

void Socket::on_disconnecting(std::function<void(DisconnectReason)> listener) {
  listeners().disconnecting.push_back(std::move(listener));
}

void Socket::on_disconnect(std::function<void(DisconnectReason)> listener) {
  listeners().disconnect.push_back(std::move(listener));
}

BroadcastOperator Socket::to(std::string_view room) const { return broadcast().to(room); }
BroadcastOperator Socket::except(std::string_view room) const { return broadcast().except(room); }
BroadcastOperator Socket::broadcast() const { return nsp_.all().except(id_); }
BroadcastOperator Socket::local() const { return broadcast().local(); }

void Socket::send_packet(const EncodedPacket& packet, BroadcastFlags flags) {
  if (reachable()) client_->send(packet, flags);
}

void Socket::send_event(const JsonWriter& out, BroadcastFlags flags) {
  if (!reachable()) return;
  if (nsp_.outgoing_listeners_ > 0) notify_outgoing(out);
  send_packet(encode_packet(PacketType::event, nsp_.name(), {}, out.text(), out.attachments()), flags);
}

void Socket::send_event_with_ack(const JsonWriter& out, std::chrono::milliseconds deadline,
                                 AckHandler handler) {
  if (reachable() && nsp_.outgoing_listeners_ > 0) notify_outgoing(out);
  if (!reachable()) return guarded("acknowledgement", [&] { handler(Errc::disconnected, Args()); });
  const auto id = nsp_.acks_->expect(*this, deadline, std::move(handler));
  if (id) send_packet(encode_packet(PacketType::event, nsp_.name(), id, out.text(), out.attachments()), {});
}

void Socket::notify_outgoing(const JsonWriter& out) {
  if (!listeners_ || listeners_->any_outgoing.empty()) return;
  Packet packet;
  packet.data = out.text();
  packet.attachments = out.attachments();
  HeldEvent event(std::move(packet));
  const auto snapshot = listeners_->any_outgoing;
  for (const auto& any : snapshot) {
    if (listeners_->has_token(listeners_->any_outgoing, any.token)) {
      guarded("on_any_outgoing", [&] { (*any.call)({event.name(), event.arguments(), {}}); });
    }
  }
}

void Socket::receive(Packet packet) {
  auto event = std::make_shared<HeldEvent>(std::move(packet));
  if (event->packet.type == PacketType::ack || event->packet.type == PacketType::binary_ack) {
    if (event->packet.id) nsp_.acks_->answer(*this, *event->packet.id, Args(event->values));
    return;
  }
  if (event->values.empty() || !listeners_) return;
  if (event->packet.id) event->ack = AckReply(nsp_, handle_, *event->packet.id);
  const auto snapshot = listeners_->any;
  for (const auto& any : snapshot) {
    if (!connected()) return;
    if (!listeners_->has_token(listeners_->any, any.token)) continue;
    guarded("on_any", [&] { (*any.call)({event->name(), event->arguments(), event->ack}); });
  }
  run_middleware(event, 0);
}

void Socket::run_middleware(const std::shared_ptr<HeldEvent>& event, std::size_t index) {
  if (!connected()) return;
  if (index == listeners_->middlewares.size()) {
    return call_handlers({event->name(), event->arguments(), event->ack});
  }
  const auto middleware = listeners_->middlewares[index];
  Next next([&nsp = nsp_, handle = handle_, event, index](const Reject* reject) {
    Socket* socket = nsp.find(handle);
    if (!socket || !socket->connected()) return;
    if (!reject) return socket->run_middleware(event, index + 1);
    const auto listener = socket->listeners().on_error;
    if (listener) guarded("on_error", [&] { listener(reject->message); });
  });
  guarded("socket middleware", [&] { (*middleware)(event->name(), event->arguments(), next); });
}

void Socket::call_handlers(const Event& event) {
  // Indexes, because a handler may register more; they are not called for this event.
  std::vector<std::pair<std::uint64_t, std::shared_ptr<EventHandler>>> matching;
  for (const auto& handler : listeners_->handlers) {
    if (handler.event == event.name) matching.emplace_back(handler.token, handler.call);
  }
  for (const auto& [token, call] : matching) {
    if (!connected()) return;
    auto& handlers = listeners_->handlers;
    const auto found =
        std::find_if(handlers.begin(), handlers.end(),
                     [&, token = token](const auto& handler) { return handler.token == token; });
    if (found == handlers.end()) continue;
    if (found->once) handlers.erase(found);
    bool fit = true;
    guarded(event.name, [&, &call = call] { fit = (*call)(event); });
    if (!fit) nsp_.warn_of_misfit(event.name);
  }
}

void Socket::disconnect(bool close) {
  // From on_disconnecting(): this socket is leaving already, but the rest of its connection may still end.
  if (state_ == State::leaving && close) return client_->disconnect();
  if (state_ != State::connected) return;
  Client& client = *client_;
  if (close) return client.disconnect();
  client.send(encode_packet(PacketType::disconnect, nsp_.name(), {}, {}), {});
  client.remove(*this);
  leave_namespace(DisconnectReason::server_namespace_disconnect);
}

void Socket::leave_namespace(DisconnectReason reason) {
  if (state_ == State::leaving || state_ == State::disconnected) return;
  const bool was_connected = std::exchange(state_, State::leaving) == State::connected;
  if (was_connected && listeners_) {
    const auto listeners = listeners_->disconnecting;
    for (const auto& listener : listeners) guarded("on_disconnecting", [&] { listener(reason); });
  }
  nsp_.adapter().leave_all(*this);
  nsp_.sockets_.erase(id_);
  state_ = State::disconnected;
  last_seen_ = last_seen();
  client_ = nullptr;
  nsp_.acks_->forget(*this);
  if (was_connected && listeners_) {
    const auto listeners = listeners_->disconnect;
    for (const auto& listener : listeners) guarded("on_disconnect", [&] { listener(reason); });
  }
  nsp_.remove(*this);
}

}  // namespace socketio
