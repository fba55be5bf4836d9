#include "expiry.hpp"

#include <algorithm>

namespace watchroom {
namespace {

/// Those who were there before a restart have until then to come back.
TimePoint not_before(const Room& room, TimePoint end) {
  return std::max(end, room.expected_until.value_or(end));
}

TimePoint end_of_room(const Room& room, const Config& config) {
  const TimePoint ownerless = not_before(room, room.last_owner_sign + config.owner_room_timeout);
  if (!room.empty_since) return ownerless;
  return std::min(ownerless, not_before(room, *room.empty_since + config.empty_room_grace));
}

TimePoint end_of_state(const Room& room, const Config& config) {
  return not_before(room, room.last_owner_sign + config.owner_state_timeout);
}

}  // namespace

bool state_expired(const Room& room, TimePoint now, const Config& config) {
  return room.state && now >= end_of_state(room, config);
}

bool room_expired(const Room& room, TimePoint now, const Config& config) {
  return now >= end_of_room(room, config);
}

TimePoint next_deadline(const Room& room, const Config& config) {
  const TimePoint end = end_of_room(room, config);
  return room.state ? std::min(end, end_of_state(room, config)) : end;
}

}  // namespace watchroom
