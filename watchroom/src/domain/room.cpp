#include "room.hpp"

#include <utility>

#include "base/digest.hpp"
#include "base/random_id.hpp"

namespace watchroom {

std::string owner_token_hash(std::string_view token) { return base::hex(base::sha256(token)); }

bool is_owner_token(std::string_view token, const Room& room) {
  return !token.empty() && base::equal_secrets(owner_token_hash(token), room.owner_token_hash);
}

Room restored_room(RoomRecord record, Moment moment, const Config& config) {
  Room room;
  room.number = record.number;
  room.id = std::move(record.id);
  room.profile = std::move(record.profile);
  room.owner_token_hash = std::move(record.owner_token_hash);
  room.owner_id = std::move(record.owner_id);
  room.state = std::move(record.state);
  room.created_at_ms = record.created_at_ms;
  room.last_owner_heartbeat_ms = record.last_owner_heartbeat_ms;
  room.last_owner_sign = moment.now;
  // Its people did not leave it: what counts until the first of them is back is expected_until.
  room.empty_since = moment.now - config.empty_room_grace;
  room.expected_until = moment.now + config.restored_room_grace;
  return room;
}

}  // namespace watchroom
