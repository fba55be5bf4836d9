#include "scenarios/broadcast.hpp"

#include "failure.hpp"

namespace bench {

Broadcast::Broadcast(const Options& options)
    : InRooms(options, Transport::websocket, options.clients + 1 + holder_count(options)),
      message_(broadcast_message(options)),
      check_(broadcast_event(options)),
      sender_(*clients()[options.clients]),
      received_(options.clients) {
  if (options.rate > 0) pace_.emplace(options.rate);
}

void Broadcast::run() {
  connect_all();
  join_room();
  run_for(options().settle);
  start_traffic();
  const Measurement measured = measure();
  sending_ = false;
  const std::uint64_t broadcasts = measured.messages / options().clients;
  measured_report(options(), measured, failures())
      .add("bcasts", broadcasts)
      .add("bps", static_cast<double>(broadcasts) / measured.seconds(), 1)
      .add("dropped", dropped_)
      .print();
}

void Broadcast::join_room() {
  const Message message = options().room.empty() ? join_message() : join_room_message(options().room);
  for (std::size_t i = 0; i < options().clients; ++i) join(*clients()[i], message);
  if (options().held_rooms > 1) hold_rooms(options().clients + 1, options().held_rooms - 1);
  await_joins();
}

void Broadcast::start_traffic() {
  sending_ = true;
  if (pace_)
    pace_->start(Clock::now());
  else
    send_broadcasts();
}

void Broadcast::send_broadcasts() {
  while (sending_ && in_flight_.size() < options().window) send_one(Clock::now());
}

void Broadcast::send_one(Time sent_at) {
  in_flight_.push_back({sent_at, options().clients});
  sender_.send(message_);
}

Clock::duration Broadcast::before_turn(Time now) {
  if (!pace_ || !sending_) return Clock::duration::max();
  while (const auto due = pace_->take(now)) {
    if (in_flight_.size() < options().window)
      send_one(*due);
    else
      ++dropped_;
  }
  return pace_->until_next(now);
}

void Broadcast::on_event(Client& client, std::string_view arguments) {
  check_(arguments);
  const std::uint64_t number = received_.at(client.index())++ - finished_;
  if (number >= in_flight_.size()) throw Failure(Exit::wrong_answer, "more deliveries than broadcasts");
  InFlight& broadcast = in_flight_[number];
  count(broadcast.sent_at);
  if (--broadcast.missing > 0) return;
  in_flight_.pop_front();
  ++finished_;
  if (!pace_) send_broadcasts();
}

}  // namespace bench
