#include "scenarios/in_rooms.hpp"

#include "failure.hpp"

namespace bench {

std::size_t InRooms::holder_count(const Options& options) {
  constexpr std::size_t holders = 100;
  return options.held_rooms > 0 ? holders : 0;
}

void InRooms::connect_all() {
  connect_clients();
  if (failures() > 0) throw Failure(Exit::clients_failed, "not every client could connect");
}

void InRooms::join(Client& client, const Message& message) {
  ++asked_;
  client.send(message);
}

void InRooms::hold_rooms(std::size_t first, std::size_t rooms) {
  const std::size_t holders = clients().size() - first;
  for (std::size_t i = 0; i < rooms; ++i)
    join(*clients()[first + i % holders], join_room_message(room_name(i)));
}

void InRooms::await_joins() {
  while (joined_ < asked_) {
    if (failures() > 0) throw Failure(Exit::clients_failed, "a client was lost while joining");
    turn(std::chrono::milliseconds(20));
  }
}

void InRooms::on_ack(Client& client, std::uint32_t id, std::string_view answer) {
  if (id == join_ack_id)
    ++joined_;
  else
    on_answer(client, id, answer);
}

void InRooms::on_answer(Client& /*client*/, std::uint32_t /*id*/, std::string_view /*answer*/) {
  throw Failure(Exit::wrong_answer, "acknowledgement of an unknown id");
}

}  // namespace bench
