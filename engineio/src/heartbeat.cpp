#include "heartbeat.hpp"

#include "engine.hpp"
#include "live_session.hpp"

namespace engineio {

void Heartbeat::start() {
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

void Heartbeat::on_pong() {
  if (timer_.pending()) start();
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
