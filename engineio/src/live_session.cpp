#include "live_session.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"
#include "cookie.hpp"
#include "engine.hpp"
#include "engineio/codec.hpp"
#include "polling_transport.hpp"
#include "websocket_transport.hpp"

namespace engineio {
namespace {

// What a client that does nothing costs; its handshake's texts and its transport come on top.
static_assert(sizeof(LiveSession) <= 192);

/// The element of an array by TransportName or CloseReason.
template <class Counts, class Enum>
std::uint64_t& count_of(Counts& counts, Enum what) {
  return counts[static_cast<std::size_t>(what)];
}

bool is_ping(const Frame& packet) {
  return !packet.binary && packet.bytes.view() == encode_packet(PacketType::ping);
}

}  // namespace

std::string_view to_string(TransportName name) {
  return name == TransportName::polling ? "polling" : "websocket";
}

LiveSession::LiveSession(Engine& engine, std::string id, Protocol protocol, Handshake handshake)
    : engine_(engine),
      id_(std::move(id)),
      handshake_(std::move(handshake)),
      heartbeat_(*this),
      last_seen_(engine.timers.now()),
      protocol_(protocol) {}

void LiveSession::open_polling(ConnId connection, const HttpRequest& request, const Factory& factory) {
  auto polling = std::make_unique<PollingTransport>(engine_, *this,
                                                    PayloadFormat(engine_.options, protocol_, handshake_));
  const auto& cookie = engine_.options.cookie;
  polling->open(connection, request,
                engine_.first_headers_for(request, cookie ? set_cookie(*cookie, id_) : std::string{}));
  transport_ = std::move(polling);
  start(factory, engine_.options.websocket && engine_.options.allow_upgrades);
}

void LiveSession::open_websocket(ConnId connection, const HttpRequest& request, const Factory& factory) {
  engine_.wire.accept(connection, engine_.first_headers_for(request, {}));
  engine_.owners.attach(connection, *this);
  transport_ = std::make_unique<WebSocketTransport>(engine_, *this, connection, handshake_.b64());
  start(factory, false);
}

void LiveSession::start(const Factory& factory, bool may_upgrade) {
  ++count_of(engine_.statistics.handshakes, transport());
  ++count_of(engine_.statistics.sessions, transport());
  send_packet(PacketType::open, open_packet_data(may_upgrade));
  if (engine_.options.initial_packet) send_packet(PacketType::message, *engine_.options.initial_packet);
  heartbeat_.start();
  auto handler = factory(*this);
  BASE_CHECK(handler != nullptr);
  handler_ = std::move(handler);
  if (ended()) return;
  handler_->on_open();
  // The client waits for the handshake: do not make it wait for the end of the turn.
  if (!ended()) transport_->flush();
}

std::string LiveSession::open_packet_data(bool may_upgrade) const {
  const Options& options = engine_.options;
  return "{\"sid\":\"" + id_ + "\",\"upgrades\":" + (may_upgrade ? "[\"websocket\"]" : "[]") +
         ",\"pingInterval\":" + std::to_string(options.ping_interval.count()) +
         ",\"pingTimeout\":" + std::to_string(options.ping_timeout.count()) +
         ",\"maxPayload\":" + std::to_string(options.max_http_buffer_size) + '}';
}

void LiveSession::touch() { last_seen_ = engine_.timers.now(); }

bool LiveSession::can_send() const {
  return transport_->writable() || transport_->buffered_bytes() < engine_.options.high_water_mark;
}

bool LiveSession::writable() const {
  engine_.thread.assert_here();
  if (!open()) return false;
  if (can_send()) return true;
  await_drain();
  return false;
}

void LiveSession::await_drain() const {
  drain_awaited_ = true;
  transport_->report_drained();
}

std::size_t LiveSession::buffered_bytes() const {
  engine_.thread.assert_here();
  return transport_->buffered_bytes();
}

const HttpRequest* LiveSession::current_request() const {
  engine_.thread.assert_here();
  return engine_.current_session == this ? engine_.current_request : nullptr;
}

bool LiveSession::send(const Message& message, SendFlags flags) {
  engine_.thread.assert_here();
  if (!open() || overflown_) return false;
  if (flags.volatile_ && !can_send()) {
    ++engine_.statistics.messages_dropped;
    return false;
  }
  ++engine_.statistics.messages_sent;
  transport_->send(message.frame(), flags.compress);
  if (engine_.options.high_water_mark > 0) check_high_water();
  return true;
}

void LiveSession::check_high_water() {
  if (above_mark_ || transport_->buffered_bytes() < engine_.options.high_water_mark) return;
  above_mark_ = high_water_due_ = true;
  flush_later();
}

/// At the end of the turn: a poll may have taken everything meanwhile.
void LiveSession::report_high_water() {
  high_water_due_ = false;
  above_mark_ = transport_->buffered_bytes() >= engine_.options.high_water_mark;
  if (!above_mark_ && drain_awaited_) return report_drain();
  if (!above_mark_) return;
  await_drain();
  handler_->on_high_water();
}

void LiveSession::report_drain() {
  above_mark_ = high_water_due_ = drain_awaited_ = false;
  handler_->on_drain();
}

void LiveSession::send_packet(PacketType type, std::string_view data) {
  const char digit = static_cast<char>(type);
  transport_->send(Frame::text({{&digit, 1}, data}), true);
}

void LiveSession::close() {
  engine_.thread.assert_here();
  if (!open()) return;
  state_ = State::closing;
  heartbeat_.stop();
  if (transport_->close()) end(CloseReason::forced_close);
}

void LiveSession::discard(CloseReason reason) {
  engine_.thread.assert_here();
  end(reason);
}

void LiveSession::end(CloseReason reason, std::string_view description, Farewell farewell) {
  if (ended()) return;
  state_ = State::ended;
  --count_of(engine_.statistics.sessions, transport());
  ++count_of(engine_.statistics.closed, reason);
  heartbeat_.stop();
  if (upgrade_) abandon_upgrade();
  transport_->discard(farewell);
  engine_.sessions.bury(*this);
  engine_.address_limits.remove_session(handshake_.client_address());
  if (handler_) handler_->on_close(reason, description);
}

void LiveSession::flush_later() {
  if (!std::exchange(flush_pending_, true)) engine_.sessions.flush_later(*this);
}

void LiveSession::flush() {
  flush_pending_ = false;
  if (ended()) return;
  if (overflown_) return end(CloseReason::transport_error, "too much buffered", Farewell::none);
  transport_->flush();
  if (high_water_due_ && open()) report_high_water();
}

void LiveSession::on_overflow() {
  overflown_ = true;
  flush_later();
}

void LiveSession::on_sent() {
  if ((above_mark_ || drain_awaited_) && open() && can_send()) report_drain();
}

void LiveSession::on_writable() {
  if (open()) report_drain();
  if (upgrade_ && !ended()) upgrade_->on_poll();
}

void LiveSession::on_message(base::SharedBytes data, bool binary) {
  if (ended()) return;
  ++engine_.statistics.messages_received;
  touch();
  heartbeat_.on_other_packet();
  if (open()) handler_->on_message(Frame{std::move(data), binary});
}

bool LiveSession::on_packet(Packet packet) {
  if (packet.type == PacketType::message) return on_message(std::move(packet.data), packet.binary), true;
  if (ended()) return true;
  touch();
  if (packet.type == PacketType::ping || packet.type == PacketType::pong) {
    if (heartbeat_.on_packet(packet.type)) return true;
    end(CloseReason::transport_error, "invalid heartbeat direction");
    return false;
  }
  heartbeat_.on_other_packet();
  if (packet.type == PacketType::close) {
    end(open() ? CloseReason::transport_close : CloseReason::forced_close, {}, Farewell::noop);
  }
  return true;
}

void LiveSession::on_request_head(ConnId connection, const HttpRequest& head) {
  transport_->on_request_head(connection, head);
}

void LiveSession::on_request(ConnId connection, const HttpRequest& request) {
  touch();
  transport_->on_request(connection, request);
}

void LiveSession::on_frame(ConnId connection, Frame frame) {
  if (!upgrade_ || connection != upgrade_->connection()) return transport_->on_frame(std::move(frame));
  touch();
  switch (upgrade_->on_frame(frame)) {
    case Upgrade::Step::wait:
      return;
    case Upgrade::Step::complete:
      return complete_upgrade();
    case Upgrade::Step::fail:
      return abandon_upgrade();
  }
}

void LiveSession::on_drained(ConnId connection) {
  const bool upgrading = upgrade_ && connection == upgrade_->connection();
  if (open() && !upgrading) report_drain();
}

void LiveSession::on_closed(ConnId connection, std::error_code reason) {
  if (upgrade_ && connection == upgrade_->connection()) {
    upgrade_.reset();
  } else {
    transport_->on_closed(connection, reason);
  }
}

void LiveSession::on_upgrade_request(ConnId connection, const HttpRequest& request, bool base64) {
  engine_.wire.accept(connection, engine_.headers_for(request));
  if (transport() != TransportName::polling || upgrade_) return engine_.wire.close(connection);
  engine_.owners.attach(connection, *this);
  upgrade_ = std::make_unique<Upgrade>(*this, connection, base64);
}

void LiveSession::abandon_upgrade() {
  const auto upgrade = std::move(upgrade_);
  engine_.owners.detach(upgrade->connection());
  engine_.wire.close(upgrade->connection());
}

void LiveSession::complete_upgrade() {
  const auto upgrade = std::move(upgrade_);
  const std::vector<Frame> unsent = transport_->retire();
  --count_of(engine_.statistics.sessions, transport());
  transport_ = std::make_unique<WebSocketTransport>(engine_, *this, upgrade->connection(), upgrade->base64());
  ++count_of(engine_.statistics.sessions, transport());
  ++engine_.statistics.upgrades;
  for (const Frame& packet : unsent) transport_->send(packet, packet.compress);
  if (state_ == State::closing) {
    transport_->close();
    return end(CloseReason::forced_close);
  }
  heartbeat_.on_upgrade(std::none_of(unsent.begin(), unsent.end(), is_ping));
  // No poll will tell any more.
  if (drain_awaited_) transport_->report_drained();
  handler_->on_upgrade();
}

}  // namespace engineio
