// socketio/src/payload_shape.hpp - which payload each packet type may carry, whatever the format.
//
// Protocol: Socket.IO 5, "Packet types". Thread: any (pure functions).
#pragma once

#include <cstdint>

#include "socketio/packet.hpp"

namespace socketio {

/// The largest id that a peer may give: above it JavaScript's numbers have gaps.
inline constexpr std::uint64_t max_safe_integer = 9007199254740991;

/// Whether the payload has the shape its type asks for; of an event also whether its name is allowed. An
/// absent one is tolerated, but for DISCONNECT it is the only one.
bool has_payload_shape(const Packet& packet);

}  // namespace socketio
