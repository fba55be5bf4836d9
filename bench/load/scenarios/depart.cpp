#include "scenarios/depart.hpp"

namespace bench {

void Depart::run() {
  connect_all();
  join_rooms();
  constexpr Seconds calm{0.5};
  run_for(calm);
  Measurement measured{.before = read_stats()};
  for (const auto& client : clients()) client->close();
  run_for(options().measured);
  measured.after = read_stats();
  measured.messages = arrivals();
  measured_report(options(), measured, failures()).add("held", std::uint64_t{options().held_rooms}).print();
}

void Depart::join_rooms() {
  for (std::size_t room = 0; room < options().held_rooms; ++room) {
    const Message message = join_room_message(room_name(room));
    for (const auto& client : clients()) join(*client, message);
    await_joins();
  }
}

}  // namespace bench
