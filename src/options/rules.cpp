// What becomes of rooms.
#include "options/groups.hpp"
#include "options/types.hpp"

namespace roomd {
namespace {

using watchroom::MemberPlayback;
using watchroom::OwnerLeave;

}  // namespace

std::vector<Option> rule_options() {
  return {
      choice<OwnerLeave>(
          "OWNER_LEAVE", "What becomes of a room whose owner leaves it on purpose",
          {{"disband", OwnerLeave::disband}, {"keep", OwnerLeave::keep}},
          [](auto& s) -> auto& { return s.room.owner_leave; }),
      choice<MemberPlayback>(
          "MEMBER_PLAYBACK", "Who may play, pause and seek",
          {{"all", MemberPlayback::all}, {"owner", MemberPlayback::owner}},
          [](auto& s) -> auto& { return s.room.member_playback; }),
      milliseconds(
          "EMPTY_ROOM_GRACE_MS", "How long a room whose last member lost the connection waits", 0, day_ms,
          [](auto& s) -> auto& { return s.room.empty_room_grace; }),
      milliseconds(
          "OWNER_STATE_TIMEOUT_MS", "How long the play state outlives the last sign of the owner", 0, day_ms,
          [](auto& s) -> auto& { return s.room.owner_state_timeout; }),
      milliseconds(
          "OWNER_ROOM_TIMEOUT_MS", "How long the room outlives the last sign of the owner", 0, day_ms,
          [](auto& s) -> auto& { return s.room.owner_room_timeout; }),
  };
}

}  // namespace roomd
