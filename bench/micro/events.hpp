// events.hpp - the events that the benchmarks take apart and put together, in the sizes that watch rooms
// have.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace bench {

struct Event {
  std::string name;                   ///< for the benchmark: "240B_update"
  std::string json;                   ///< the payload: ["play:update",{...}]
  std::string_view argument() const;  ///< what follows the event's name
  std::string packet() const { return '2' + json; }
  std::string message() const { return "42" + json; }
};

/// 22 B, 64 B, 240 B, 2.3 KB and 12.7 KB as Socket.IO packets ('2' and the payload).
std::span<const Event> events();
/// The one with that name. @pre there is one.
const Event& event(std::string_view name);

/// Calls `register_one("topic/name", event)` for each event.
template <class Register>
void for_each_event(const std::string& topic, Register&& register_one) {
  for (const Event& event : events()) register_one((topic + '/' + event.name).c_str(), event);
}

}  // namespace bench
