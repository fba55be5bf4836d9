// Connections that are lost for a moment.
#include "options/groups.hpp"
#include "options/types.hpp"

namespace roomd {
namespace {

constexpr std::int64_t hour_ms = day_ms / 24;

}  // namespace

std::vector<Option> recovery_options() {
  return {
      milliseconds(
          "RECOVERY_MS",
          "How long a client that lost its connection may come back as the same one and is sent what it "
          "missed; pages get one argument more with each event then; 0 is off",
          0, hour_ms, [](auto& s) -> auto& { return s.recovery; }),
      integer(
          "RECOVERY_ROOM_EVENTS", "Events of one room that are kept for it; the oldest go first", 1,
          1'000'000, [](auto& s) -> auto& { return s.recovery_room_events; }),
      integer(
          "RECOVERY_ROOM_BYTES", "The same in bytes", 1'024, 64 * 1024 * 1024,
          [](auto& s) -> auto& { return s.recovery_room_bytes; }),
  };
}

}  // namespace roomd
