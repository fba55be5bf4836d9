#include "heartbeat.hpp"

#include "engine.hpp"
#include "live_session.hpp"

namespace engineio {

void Heartbeat::start() {
  if (session_.protocol() == Protocol::v3) return await_ping();
  awaiting_pong_ = false;
  timer_ = session_.engine().timers.after(session_.engine().options.ping_interval, [this] { send_ping(); });
}

void Heartbeat::stop() { timer_.cancel(); }

void Heartbeat::send_ping() {
  extended_ = false;
  await_pong();
  session_.send_packet(PacketType::ping);
}

void Heartbeat::await_pong() {
  awaiting_pong_ = true;
  timer_ = session_.engine().timers.after(session_.engine().options.ping_timeout,
                                          [this] { session_.end(CloseReason::ping_timeout); });
}

bool Heartbeat::on_packet(PacketType type) {
  const bool client_pings = session_.protocol() == Protocol::v3;
  if (client_pings != (type == PacketType::ping)) return false;
  if (client_pings) {
    on_ping();
  } else {
    on_pong();
  }
  return true;
}

void Heartbeat::on_pong() {
  if (timer_.pending()) start();
}

void Heartbeat::await_ping() {
  const Options& options = session_.engine().options;
  timer_ = session_.engine().timers.after(options.ping_interval + options.ping_timeout,
                                          [this] { session_.end(CloseReason::ping_timeout); });
}

void Heartbeat::on_ping() {
  if (!timer_.pending()) return;
  await_ping();
  session_.send_packet(PacketType::pong);
}

void Heartbeat::on_other_packet() {
  if (!awaiting_pong_ || extended_ || !timer_.pending()) return;
  extended_ = true;
  await_pong();
}

void Heartbeat::on_upgrade(bool ping_left) {
  if (awaiting_pong_ && ping_left && timer_.pending()) send_ping();
}

}  // namespace engineio
