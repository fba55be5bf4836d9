// watchroom/signals.hpp - WebRTC signals from one page to another.
#pragma once

#include <initializer_list>
#include <string_view>

#include "handlers.hpp"

namespace watchroom {

/// The room the sender is in, or null.
const Room* own_room(const Request& request);

/// Sends the member `key` of the argument, as it came, to the connection that the argument names as its
/// targetUserId, if that belongs to one of `rooms` (null ones are skipped): as member, as tab of the owner,
/// or as the room's helper. Anything else, and values above `max_bytes`, go nowhere.
void forward(const Request& request, std::initializer_list<const Room*> rooms, std::string_view key,
             std::size_t max_bytes);

}  // namespace watchroom
