// Where rooms survive a restart.
#include "options/groups.hpp"
#include "options/types.hpp"

namespace roomd {
namespace {

Option data_dir() {
  return {.name = "DATA_DIR",
          .meaning = "Where rooms are kept over a restart; nothing: in memory only",
          .accepts = "a directory, which is made if it is not there",
          .parse = [](std::string_view text, Settings& s) { return s.data_dir = text, true; },
          .show = [](const Settings& s) { return s.data_dir; }};
}

}  // namespace

std::vector<Option> storage_options() {
  return {
      data_dir(),
      milliseconds(
          "RESTORED_ROOM_GRACE_MS", "How long after a restart a room waits for those who were in it", 0,
          day_ms, [](auto& s) -> auto& { return s.room.restored_room_grace; }),
  };
}

}  // namespace roomd
