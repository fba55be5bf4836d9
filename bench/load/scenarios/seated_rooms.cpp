#include "scenarios/seated_rooms.hpp"

#include "failure.hpp"
#include "packet.hpp"

namespace bench {
namespace {

constexpr Clock::duration longest_turn = std::chrono::milliseconds(20);

}  // namespace

void refuse(std::string_view what, std::string_view text) {
  throw Failure(Exit::wrong_answer, std::string(what) + ": " + excerpt(text));
}

SeatedRooms::SeatedRooms(const Options& options, std::size_t clients)
    : Scenario(options, Transport::websocket, clients), rooms_(options.rooms) {}

void SeatedRooms::seat_everybody(std::size_t count) {
  connect_clients(count);
  if (failures() > 0) throw Failure(Exit::clients_failed, "not every client could connect");
  create_rooms();
  join_rooms();
}

void SeatedRooms::create_rooms() {
  ask_each(0, options().rooms, [](std::size_t room) { return create_room(room); });
}

void SeatedRooms::join_rooms() {
  const std::uint64_t members = options().members;
  ask_each(options().rooms, options().clients, [this](std::size_t client) {
    return join_room(rooms_[client % options().rooms].id, client / options().rooms);
  });
  wait_until(joins_told_, options().rooms * (members * (members - 1) / 2));
}

void SeatedRooms::ask_each(std::size_t first, std::size_t last,
                           const std::function<Message(std::size_t)>& question) {
  answers_ = 0;
  for (std::size_t asked = first; asked < last; ++asked) {
    clients()[asked]->send(question(asked));
    if (asked - first >= options().concurrency) wait_until(answers_, asked - first - options().concurrency);
  }
  wait_until(answers_, last - first);
}

void SeatedRooms::wait_until(const std::uint64_t& counter, std::uint64_t expected) {
  while (counter < expected) {
    turn(longest_turn);
    if (failures() > 0) throw Failure(Exit::clients_failed, "a client was lost before the traffic");
  }
}

void SeatedRooms::on_room_answer(Client& client, std::uint32_t id, std::string_view answer) {
  if (!answer.starts_with(R"([{"success":true)")) refuse("no room", answer);
  ++answers_;
  if (id == create_ack_id) {
    rooms_[room_of(client)] = {.id = std::string(text_member(answer, "id")),
                               .owner_token = std::string(text_member(answer, "ownerToken"))};
  }
}

bool SeatedRooms::on_member_joined(std::string_view arguments) {
  const bool joined = arguments.starts_with(R"(["room:member-joined",{)");
  if (joined) ++joins_told_;
  return joined;
}

}  // namespace bench
