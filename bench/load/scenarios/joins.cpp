#include "scenarios/joins.hpp"

#include "failure.hpp"

namespace bench {
namespace {

constexpr std::string_view joined_room = "joined";

std::string room_of(const Options& options, std::size_t client) {
  if (options.beside > 0) return std::string(joined_room);
  return std::string(joined_room) + std::to_string(client);
}

// A slot has two acknowledgements, an even one for the join and the odd one after it for the leave.
std::uint32_t join_id(std::size_t slot) { return static_cast<std::uint32_t>(2 * slot); }
std::uint32_t leave_id(std::size_t slot) { return join_id(slot) + 1; }

}  // namespace

Joins::Joins(const Options& options)
    : InRooms(options, Transport::websocket, options.clients + options.beside + holder_count(options)),
      pairs_(options.clients),
      sent_at_(options.clients, std::vector<Time>(options.window)) {
  for (std::size_t client = 0; client < options.clients; ++client)
    for (std::size_t slot = 0; slot < options.window; ++slot)
      pairs_[client].push_back({join_room_message(room_of(options, client), join_id(slot)),
                                leave_room_message(room_of(options, client), leave_id(slot))});
}

void Joins::run() {
  connect_all();
  prepare_rooms();
  run_for(options().settle);
  start_traffic();
  const Measurement measured = measure();
  sending_ = false;
  measured_report(options(), measured, failures()).print();
}

void Joins::prepare_rooms() {
  const std::size_t members_end = options().clients + options().beside;
  const Message message = join_room_message(joined_room);
  for (std::size_t i = options().clients; i < members_end; ++i) join(*clients()[i], message);
  if (options().held_rooms > 0) hold_rooms(members_end, options().held_rooms);
  await_joins();
}

void Joins::start_traffic() {
  sending_ = true;
  for (std::size_t i = 0; i < options().clients; ++i) {
    for (std::size_t slot = 0; slot < options().window; ++slot) send_pair(*clients()[i], slot);
    on_read_done(*clients()[i]);
  }
}

void Joins::send_pair(Client& client, std::size_t slot) {
  const Pair& pair = pairs_[client.index()][slot];
  sent_at_[client.index()][slot] = Clock::now();
  unsent_.push_back(&pair.join);
  unsent_.push_back(&pair.leave);
}

void Joins::on_answer(Client& client, std::uint32_t id, std::string_view answer) {
  const std::size_t slot = id / 2;
  if (slot >= options().window || client.index() >= pairs_.size() || answer != "[]")
    throw Failure(Exit::wrong_answer, "unexpected acknowledgement " + std::string(answer.substr(0, 80)));
  if (id == join_id(slot)) return;
  count(sent_at_[client.index()][slot]);
  if (sending_) send_pair(client, slot);
}

void Joins::on_read_done(Client& client) {
  if (unsent_.empty()) return;
  client.send(unsent_);
  unsent_.clear();
}

}  // namespace bench
