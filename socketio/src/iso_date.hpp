// socketio/src/iso_date.hpp - dates as JSON has them.
//
// Thread: any (pure function).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace socketio {

/// As Date.prototype.toISOString(): "2024-02-29T12:00:00.000Z", years beyond 0 to 9999 with a sign and six
/// digits. @param ms  since 1970 in UTC. @return nothing beyond what JavaScript counts as a date.
std::optional<std::string> iso_date(std::int64_t ms);

}  // namespace socketio
