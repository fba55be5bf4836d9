// socketio/src/reserved.hpp - names that the application may not use.
#pragma once

#include <string_view>

namespace socketio {

/// connect, connect_error, disconnect, disconnecting, newListener, removeListener.
bool is_reserved_event(std::string_view event);
/// Throws std::invalid_argument for a reserved name.
void require_event_name(std::string_view event);
/// Throws std::invalid_argument for an empty name.
void require_room(std::string_view room);

}  // namespace socketio
