// watch_room_habits.hpp - what the pages of a crowd of watch rooms do, and how often.
//
// The rates are those of the real pages; README.md says where each comes from.
#pragma once

#include <vector>

#include "options.hpp"
#include "schedule.hpp"

namespace bench {

namespace doing {

enum Kind : int {
  heartbeat,  ///< subjects: pages
  list,       ///< pages that show the list of rooms
  update,     ///< from here on: rooms
  change,
  control,
  chat,
  call,   ///< one step of voice signalling
  audio,  ///< rooms in which somebody speaks
};

}  // namespace doing

/// The habits of `options.rooms` rooms, at `options.rate_factor` times the real rates.
std::vector<Habit> watch_room_habits(const Options& options);

}  // namespace bench
