#include "socketio/socket.hpp"

#include <array>
#include <stdexcept>

#include "ack_table.hpp"
#include "client.hpp"
#include "guard.hpp"
#include "held_event.hpp"
#include "listeners.hpp"
#include "recovery/connection_recovery.hpp"
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
      id_(client.make_id(nsp)),
      handshake_(client.session().handshake(), std::move(auth)) {}

Socket::~Socket() = default;

engineio::Session* Socket::conn() const { return client_ ? &client_->session() : nullptr; }

base::Timers::Clock::time_point Socket::last_seen() const {
  return client_ ? client_->session().last_seen() : last_seen_;
}

bool Socket::recovered() const { return recovery_ && recovery_->recovered; }

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

std::string Socket::data_json() const {
  JsonWriter out;
  if (data_) {
    data_->write(out);
  } else {
    out.null();
  }
  // Bytes have no place in it.
  return out.attachments().empty() ? out.text() : "null";
}

Socket::Listeners& Socket::listeners() {
  if (!listeners_) listeners_ = std::make_unique<Listeners>(*nsp_.event_names_);
  return *listeners_;
}

std::uint64_t Socket::add_handler(std::string_view event, std::unique_ptr<EventHandler> handler, bool once) {
  require_event_name(event);
  Listeners& all = listeners();
  handler->once = once;
  const std::uint32_t token = all.new_token();
  all.handlers.add(token, event, std::move(handler));
  return token;
}

void Socket::off(std::string_view event) { listeners().handlers.remove(event); }

void Socket::off(std::uint64_t token_in) {
  const auto token = static_cast<std::uint32_t>(token_in);
  if (!listeners_ || listeners_->handlers.remove(token) || !listeners_->optional) return;
  Listeners::Others& others = *listeners_->optional;
  if (others.any.remove(token) == std::uint32_t{Listeners::outgoing}) --nsp_.outgoing_listeners_;
  others.end.remove(token);
  if (others.errors) others.errors->remove(token);
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
  const std::uint32_t token = listeners().new_token();
  listeners_->others().any.append(token, std::move(listener), Listeners::incoming);
  return token;
}

std::uint64_t Socket::prepend_any(std::function<void(std::string_view, const Args&)> listener) {
  const std::uint32_t token = listeners().new_token();
  listeners_->others().any.prepend(token, without_ack(std::move(listener)), Listeners::incoming);
  return token;
}

void Socket::off_any() {
  if (listeners_ && listeners_->optional) listeners_->optional->any.clear(Listeners::incoming);
}

std::size_t Socket::listeners_any() const {
  return listeners_ && listeners_->optional ? listeners_->optional->any.count(Listeners::incoming) : 0;
}

std::uint64_t Socket::on_any_outgoing(std::function<void(std::string_view, const Args&)> listener) {
  if (state_ == State::disconnected) return 0;
  const std::uint32_t token = listeners().new_token();
  listeners_->others().any.append(token, without_ack(std::move(listener)), Listeners::outgoing);
  ++nsp_.outgoing_listeners_;
  return token;
}

std::uint64_t Socket::prepend_any_outgoing(std::function<void(std::string_view, const Args&)> listener) {
  if (state_ == State::disconnected) return 0;
  const std::uint32_t token = listeners().new_token();
  listeners_->others().any.prepend(token, without_ack(std::move(listener)), Listeners::outgoing);
  ++nsp_.outgoing_listeners_;
  return token;
}

void Socket::off_any_outgoing() {
  if (!listeners_ || !listeners_->optional) return;
  nsp_.outgoing_listeners_ -= listeners_->optional->any.clear(Listeners::outgoing);
}

std::size_t Socket::listeners_any_outgoing() const {
  return listeners_ && listeners_->optional ? listeners_->optional->any.count(Listeners::outgoing) : 0;
}

void Socket::use(std::function<void(std::string_view, const Args&, Next)> middleware) {
  listeners().others().middlewares.push_back(std::make_shared<SocketMiddleware>(std::move(middleware)));
}

std::uint64_t Socket::on_error(std::function<void(std::string_view)> listener) {
  const std::uint32_t token = listeners().new_token();
  auto& errors = listeners_->others().errors;
  if (!errors) errors = std::make_unique<CallList<ErrorListener>>();
  errors->append(token, std::move(listener), 0);
  return token;
}

std::uint64_t Socket::add_end_listener(bool disconnecting, DisconnectListener listener) {
  const std::uint32_t token = listeners().new_token();
  listeners_->others().end.append(token, std::move(listener),
                                  disconnecting ? Listeners::leaving : Listeners::left);
  return token;
}

BroadcastOperator Socket::broadcast() const { return nsp_.all().except(id_); }
BroadcastOperator Socket::local() const { return broadcast().local(); }

void Socket::send_packet(const EncodedPacket& packet, BroadcastFlags flags) {
  if (!reachable()) return;
  if (!packet.offset.empty() && recovery_) recovery_->session.newest = packet.offset;
  client_->send(packet, flags);
}

JsonWriter Socket::begin_event(std::string_view event) { return nsp_.all().begin_event(event); }

void Socket::send_event(JsonWriter out, BroadcastFlags flags) {
  if (!reachable()) return;
  if (nsp_.recovery_ && !flags.volatile_) {
    nsp_.recovery_->emit(*this, out.view(), flags);
  } else {
    if (nsp_.outgoing_listeners_ > 0) notify_outgoing(out.view());
    send_packet(nsp_.encode_event(out.view(), {}), flags);
  }
  nsp_.recycle(std::move(out));
}

void Socket::send_event_with_ack(JsonWriter out, std::chrono::milliseconds deadline, BroadcastFlags flags,
                                 AckHandler handler) {
  if (reachable() && nsp_.outgoing_listeners_ > 0) notify_outgoing(out.view());
  if (!reachable()) return guarded("acknowledgement", [&] { handler(Errc::disconnected, Args()); });
  const auto id = nsp_.acks_->expect(*this, deadline, std::move(handler));
  if (id) send_packet(nsp_.encode_event(out.view(), id), flags);
  nsp_.recycle(std::move(out));
}

void Socket::notify_outgoing(const RawJson& json) {
  if (!listeners_ || !listeners_->optional) return;
  CallList<CatchAll>& any = listeners_->optional->any;
  if (any.count(Listeners::outgoing) == 0) return;
  Packet packet;
  packet.data = json.text();
  packet.attachments.assign(json.attachments().begin(), json.attachments().end());
  HeldEvent held(std::move(packet));
  const auto event = held.event({});
  any.visit(Listeners::outgoing, [&](std::uint32_t, const CatchAll& listener) {
    guarded("on_any_outgoing", [&] { listener(*event); });
    return true;
  });
}

void Socket::receive(Packet&& packet) {
  if (packet.type == PacketType::ack || packet.type == PacketType::binary_ack) {
    return receive_ack(std::move(packet));
  }
  if (!listeners_) return;
  if (has_middlewares()) return receive_in_turn(std::move(packet));
  AckReply ack = packet.id ? AckReply(nsp_.self_, handle_, *packet.id) : AckReply();
  HeldEvent held(std::move(packet));
  if (auto event = held.event(std::move(ack)); event && show_to_catch_all(*event)) call_handlers(*event);
}

void Socket::receive_ack(Packet&& packet) {
  const HeldEvent answer(std::move(packet));
  if (answer.id()) nsp_.acks_->answer(*this, *answer.id(), Args(answer.values()));
}

bool Socket::has_middlewares() const {
  return listeners_->optional && !listeners_->optional->middlewares.empty();
}

/// @return whether the socket is still connected afterwards.
bool Socket::show_to_catch_all(const Event& event) {
  if (!listeners_->optional) return true;
  listeners_->optional->any.visit(Listeners::incoming, [&](std::uint32_t, const CatchAll& listener) {
    guarded("on_any", [&] { listener(event); });
    return connected();
  });
  return connected();
}

void Socket::receive_in_turn(Packet&& packet) {
  EventTurns& turns = listeners_->optional->event_turns();
  if (turns.busy || turns.draining || !turns.later.empty()) {
    if (!turns.later.add(std::move(packet), nsp_.server().options())) client_->close(Errc::invalid_state);
  } else {
    turns.draining = true;
    start_turn(std::move(packet));
    turns.draining = false;
  }
  run_turns();
}

void Socket::run_turns() {
  EventTurns& turns = listeners_->optional->event_turns();
  if (turns.draining) return;
  turns.draining = true;
  while (connected() && !turns.busy && !turns.later.empty()) start_turn(turns.later.take());
  turns.draining = false;
}

void Socket::start_turn(Packet&& packet) {
  listeners_->optional->event_turns().busy = true;
  AckReply ack = packet.id ? AckReply(nsp_.self_, handle_, *packet.id) : AckReply();
  const auto waiting = std::make_shared<WaitingEvent>(std::move(packet), nsp_.self_, handle_);
  waiting->event = waiting->held.event(std::move(ack));
  if (waiting->event && show_to_catch_all(*waiting->event)) run_middleware(waiting, 0);
}

void Socket::run_middleware(const std::shared_ptr<WaitingEvent>& waiting, std::size_t index) {
  if (!connected()) return;
  const auto& middlewares = listeners_->optional->middlewares;
  if (index == middlewares.size()) return call_handlers(*waiting->event);
  const auto middleware = middlewares[index];
  Next next([waiting, index](const Reject* reject) {
    Namespace* const nsp = waiting->nsp.get();
    Socket* const socket = nsp ? nsp->find(waiting->socket) : nullptr;
    if (!socket || !socket->connected()) return;
    if (!reject) return socket->run_middleware(waiting, index + 1);
    socket->call_error_listener(reject->message);
  });
  guarded("socket middleware", [&] { (*middleware)(waiting->event->name, waiting->event->args, next); });
}

/// Nobody can go on with it any more, whether it got through or not.
WaitingEvent::~WaitingEvent() { Socket::end_turn(nsp, socket); }

void Socket::end_turn(const NamespaceRef& ref, SocketHandle handle) {
  Namespace* const nsp = ref.get();
  Socket* const socket = nsp ? nsp->find(handle) : nullptr;
  if (!socket || !socket->connected()) return;
  EventTurns& turns = *socket->listeners_->optional->turns;
  turns.busy = false;
  if (turns.draining || turns.later.empty()) return;
  // Where the application lets go of a Next is no place to run its handlers.
  turns.resume =
      nsp->server().timers().after(std::chrono::milliseconds::zero(), [socket] { socket->run_turns(); });
}

void Socket::call_error_listener(std::string_view message) {
  if (!listeners_ || !listeners_->optional || !listeners_->optional->errors) return;
  listeners_->optional->errors->visit(0, [&](std::uint32_t, const ErrorListener& listener) {
    guarded("on_error", [&] { listener(message); });
    return true;
  });
}

void Socket::call_handlers(Event& event) {
  listeners_->handlers.visit(event.name, [&](EventHandler& handler, bool only_one) {
    bool fit = true;
    guarded(event.name, [&] { fit = handler.call(event, only_one); });
    if (!fit) nsp_.warn_of_misfit(event.name);
    return connected();
  });
}

void Socket::disconnect(bool close) {
  // From on_disconnecting(): this socket is leaving already, but the rest of its connection may still end.
  if (state_ == State::leaving && close) return client_->disconnect();
  if (state_ != State::connected) return;
  Client& client = *client_;
  if (close) return client.disconnect();
  client.send(nsp_.server().parser().encode(PacketType::disconnect, nsp_.name()), {});
  client.remove(*this);
  leave_namespace(DisconnectReason::server_namespace_disconnect);
}

void Socket::call_end_listeners(std::uint32_t key, DisconnectReason reason, std::string_view description) {
  if (!listeners_ || !listeners_->optional) return;
  const std::string_view what = key == Listeners::leaving ? "on_disconnecting" : "on_disconnect";
  listeners_->optional->end.visit(key, [&](std::uint32_t, const DisconnectListener& listener) {
    guarded(what, [&] { listener(reason, description); });
    return true;
  });
}

void Socket::leave_namespace(DisconnectReason reason, std::string_view description) {
  if (state_ == State::leaving || state_ == State::disconnected) return;
  const bool was_connected = std::exchange(state_, State::leaving) == State::connected;
  if (recovery_) nsp_.recovery_->lose(*this, reason, was_connected);
  if (was_connected) call_end_listeners(Listeners::leaving, reason, description);
  if (recovery_) nsp_.recovery_->remember_rooms(*this);
  nsp_.adapter().leave_all(*this);
  nsp_.sockets_.erase(id_);
  state_ = State::disconnected;
  last_seen_ = last_seen();
  client_ = nullptr;
  nsp_.acks_->forget(*this);
  if (was_connected) call_end_listeners(Listeners::left, reason, description);
  if (recovery_) nsp_.recovery_->persist(*this);
  nsp_.remove(*this);
}

}  // namespace socketio
