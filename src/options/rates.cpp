// How often clients may do something.
#include "options/groups.hpp"
#include "options/types.hpp"

namespace roomd {
namespace {

template <class Place>
Option burst(std::string_view name, std::string_view meaning, Place place) {
  return integer(name, meaning, 1, 1'000'000, place);
}

template <class Place>
Option rate(std::string_view name, std::string_view meaning, Place place) {
  return integer(name, meaning, 0, 1'000'000, place);
}

}  // namespace

std::vector<Option> rate_options() {
  return {
      burst(
          "EVENT_BURST", "Events that one connection may send at once",
          [](auto& s) -> auto& { return s.room.rates.event_burst; }),
      rate(
          "EVENT_RATE", "Events per second of one connection in the long run; 0 is no limit",
          [](auto& s) -> auto& { return s.room.rates.events_per_second; }),
      burst(
          "SIGNAL_BURST", "WebRTC signals that one connection may send at once",
          [](auto& s) -> auto& { return s.room.rates.signal_burst; }),
      rate(
          "SIGNAL_RATE", "WebRTC signals per second of one connection in the long run; 0 is no limit",
          [](auto& s) -> auto& { return s.room.rates.signals_per_second; }),
      rate(
          "AUDIO_RATE", "Audio chunks per second of one connection, twice as many at once; 0 is no limit",
          [](auto& s) -> auto& { return s.room.rates.audio_per_second; }),
      rate(
          "LIST_RATE", "Lists of rooms per second for one connection, later ones wait; 0 is no limit",
          [](auto& s) -> auto& { return s.room.rates.lists_per_second; }),
      rate(
          "CREATE_PER_MINUTE", "Rooms per minute that one connection may create; 0 is no limit",
          [](auto& s) -> auto& { return s.room.rates.creations_per_minute; }),
      rate(
          "FAILED_JOINS_PER_MINUTE",
          "Failed joins per minute of one connection, and of one public client address in one room; 0 is no "
          "limit",
          [](auto& s) -> auto& { return s.room.rates.failed_joins_per_minute; }),
      rate(
          "ADDRESS_FACTOR",
          "One public client address may do what so many connections may; 0 is no limit for addresses",
          [](auto& s) -> auto& { return s.room.rates.address_factor; }),
      burst(
          "ROOM_RELAY_BURST", "Messages to members that the non-owners of one room may cause at once",
          [](auto& s) -> auto& { return s.room.rates.relay_burst; }),
      rate(
          "ROOM_RELAY_RATE",
          "Messages to members per second that the non-owners of one room may cause; 0 is no limit",
          [](auto& s) -> auto& { return s.room.rates.relays_per_second; }),
  };
}

}  // namespace roomd
