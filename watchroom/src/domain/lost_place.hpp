// watchroom/domain/lost_place.hpp - what a connection had in the rooms when it was lost, for its return.
//
// Plain values; whoever keeps one keeps no hold on a room. Thread: any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "room.hpp"

namespace watchroom {

/// That very room: another one may get its id later, but never its number.
struct RoomKey {
  RoomId id;
  std::uint64_t number = 0;
};

struct LostPlace {
  std::optional<RoomKey> seat;    ///< the room it was in
  std::string name;               ///< what it was called there
  bool is_owner = false;          ///< it had shown the owner token there, or made the room
  std::optional<RoomKey> helped;  ///< the room whose helper it was

  bool empty() const { return !seat && !helped; }
};

}  // namespace watchroom
