#include "scenarios/echo.hpp"

#include <algorithm>

#include "failure.hpp"

namespace bench {

Echo::Echo(const Options& options, Transport transport)
    : Scenario(options, transport, options.clients + options.beside),
      messages_(echo_messages(options)),
      check_(echo_answer(options)),
      windows_(options.clients + options.beside),
      stride_(windows_.size() / options.clients) {
  if (transport == Transport::polling && (options.binary || options.rate > 0))
    throw Failure(Exit::usage, "--bin and --rate need WebSocket");
  for (std::size_t i = 0; i < options.clients; ++i)
    windows_[busy_client(i).index()].sent_at.resize(options.window);
  if (options.rate > 0) pace_.emplace(options.rate);
}

void Echo::run() {
  connect_clients();
  run_for(options().settle);
  start_traffic();
  const Measurement measured = measure();
  stop_traffic();
  measured_report(options(), measured, failures())
      .add("dropped", dropped_)
      .add("inB", measured.read_bytes)
      .print();
}

void Echo::start_traffic() {
  sending_ = true;
  if (pace_) pace_->start(Clock::now());
  for (std::size_t i = 0; i < options().clients; ++i) {
    Client& client = busy_client(i);
    if (client.closed()) continue;
    fill(client);
    turn(Clock::duration::zero());
  }
}

void Echo::fill(Client& client) {
  Window& window = windows_[client.index()];
  if (on_schedule()) {
    for (std::size_t slot = messages_.size(); slot > 0; --slot) window.free_slots.push_back(slot - 1);
    return;
  }
  std::vector<const Message*> all;
  for (const Message& message : messages_) all.push_back(&message);
  std::fill(window.sent_at.begin(), window.sent_at.end(), Clock::now());
  client.send(all);
}

void Echo::on_ack(Client& client, std::uint32_t id, std::string_view answer) {
  if (id >= messages_.size()) throw Failure(Exit::wrong_answer, "acknowledgement of an unknown id");
  on_answer(client, id, answer);
}

void Echo::on_event(Client& client, std::string_view arguments) {
  const std::size_t slot = windows_[client.index()].answered++ % messages_.size();
  on_answer(client, slot, arguments);
}

void Echo::on_answer(Client& client, std::size_t slot, std::string_view answer) {
  check_(answer);
  Window& window = windows_[client.index()];
  count(window.sent_at[slot]);
  if (on_schedule()) return window.free_slots.push_back(slot);
  if (!sending_) return;
  window.sent_at[slot] = now();
  replacements_.push_back(&messages_[slot]);
}

void Echo::on_read_done(Client& client) {
  if (replacements_.empty()) return;
  client.send(replacements_);
  replacements_.clear();
}

Clock::duration Echo::before_turn(Time now) {
  if (!on_schedule() || !sending_) return Clock::duration::max();
  while (const auto due = pace_->take(now)) send_scheduled(*due);
  return pace_->until_next(now);
}

void Echo::send_scheduled(Time due) {
  Client& client = busy_client(next_client_);
  next_client_ = (next_client_ + 1) % options().clients;
  Window& window = windows_[client.index()];
  if (window.free_slots.empty()) {
    ++dropped_;
    return;
  }
  const std::size_t slot = window.free_slots.back();
  window.free_slots.pop_back();
  window.sent_at[slot] = due;
  client.send(messages_[slot]);
}

}  // namespace bench
