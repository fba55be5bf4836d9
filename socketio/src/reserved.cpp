#include "reserved.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace socketio {

bool is_reserved_event(std::string_view event) {
  constexpr std::array<std::string_view, 6> reserved = {"connect",       "connect_error", "disconnect",
                                                        "disconnecting", "newListener",   "removeListener"};
  return std::find(reserved.begin(), reserved.end(), event) != reserved.end();
}

void require_event_name(std::string_view event) {
  if (is_reserved_event(event)) {
    throw std::invalid_argument("socketio: \"" + std::string(event) + "\" is a reserved event name");
  }
}

void require_room(std::string_view room) {
  if (room.empty()) throw std::invalid_argument("socketio: a room needs a name");
}

}  // namespace socketio
