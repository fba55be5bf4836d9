// watchroom/domain/effects.hpp - what has to be done to the outside world after a change, as values.
//
// The rules decide, somebody else carries out: effects are applied in their order. Thread: any.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "room.hpp"

namespace watchroom {

// News: what can be told.
struct MemberJoined {
  Member member;
};
struct MemberLeft {
  SocketId id;
};
struct StateCleared {};
struct ScreenStopped {};
struct RoomDeleted {
  bool owner_left = false;  ///< the owner disbanded it on purpose
};
using News = std::variant<MemberJoined, MemberLeft, StateCleared, ScreenStopped, RoomDeleted>;

/// Tells everybody in the room but `except` (nobody is exempt when it is empty).
struct Tell {
  RoomId room;
  SocketId except;
  News news;
};
/// From here on `socket` receives what the room is told.
struct Enter {
  RoomId room;
  SocketId socket;
};
/// The opposite of Enter.
struct Exit {
  RoomId room;
  SocketId socket;
};
/// The room is gone: nobody receives anything for it any more, and its deadline is void.
struct Dissolve {
  RoomId room;
};
/// The next deadline of the room may have changed.
struct Reschedule {
  RoomId room;
};

using Effect = std::variant<Tell, Enter, Exit, Dissolve, Reschedule>;
using Effects = std::vector<Effect>;

}  // namespace watchroom
