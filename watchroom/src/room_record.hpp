// watchroom/room_record.hpp - a room as the bytes that are kept over a restart.
//
// One JSON object, so that whoever looks into the database can read it. The state stands in it as the text
// that its sender wrote. Secrets are in there as hashes only.
//
// Thread: any.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/room.hpp"

namespace watchroom {

/// Everything of a RoomRecord but the id, under which it is kept.
std::string to_record(const Room& room);

/// Nothing when the bytes are not what to_record() writes.
std::optional<RoomRecord> from_record(std::string_view id, std::string_view bytes);

}  // namespace watchroom
