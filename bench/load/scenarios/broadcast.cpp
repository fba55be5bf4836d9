#include "scenarios/broadcast.hpp"

#include "failure.hpp"

namespace bench {

Broadcast::Broadcast(const Options& options)
    : Scenario(options, Transport::websocket, options.clients + 1),
      message_(broadcast_message(options)),
      check_(broadcast_event(options)),
      sender_(*clients().back()),
      received_(options.clients) {}

void Broadcast::run() {
  connect_clients();
  join_room();
  run_for(options().settle);
  sending_ = true;
  send_broadcasts();
  const Measurement measured = measure();
  sending_ = false;
  const std::uint64_t broadcasts = measured.messages / options().clients;
  measured_report(options(), measured, failures())
      .add("bcasts", broadcasts)
      .add("bps", static_cast<double>(broadcasts) / measured.seconds(), 1)
      .print();
}

// A broadcast that one receiver never gets would never end, so a lost client ends the run instead.
void Broadcast::join_room() {
  if (failures() > 0) throw Failure(Exit::clients_failed, "not every client could connect");
  const Message join = join_message();
  for (const auto& client : clients())
    if (client.get() != &sender_) client->send(join);
  while (joined_ < options().clients) turn(std::chrono::milliseconds(20));
}

void Broadcast::on_ack(Client& /*client*/, std::uint32_t id, std::string_view /*answer*/) {
  if (id != join_ack_id) throw Failure(Exit::wrong_answer, "acknowledgement of an unknown id");
  ++joined_;
}

void Broadcast::send_broadcasts() {
  while (sending_ && in_flight_.size() < options().window) {
    in_flight_.push_back({Clock::now(), options().clients});
    sender_.send(message_);
  }
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
  send_broadcasts();
}

}  // namespace bench
