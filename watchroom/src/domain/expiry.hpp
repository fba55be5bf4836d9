// watchroom/domain/expiry.hpp - when a room loses its state and its life, as functions of time.
//
// Three rules. While nobody has seen an owner for the state timeout, a state is stale: it is cleared. After
// the room timeout the room is given up. A room that nobody is in waits for the grace period only. After a
// restart none of them ends anything before those who were there had the time to come back.
// Protocol: "Owner timers" and "empty room". Thread: any.
#pragma once

#include "room.hpp"
#include "watchroom/config.hpp"

namespace watchroom {

/// True from the moment the room's state has to be cleared; false without a state.
bool state_expired(const Room& room, TimePoint now, const Config& config);

/// True from the moment the room has to be deleted.
bool room_expired(const Room& room, TimePoint now, const Config& config);

/// The earliest time at which one of the two above can become true, if no owner shows up until then.
TimePoint next_deadline(const Room& room, const Config& config);

}  // namespace watchroom
