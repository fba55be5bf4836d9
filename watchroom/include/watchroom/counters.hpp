// watchroom/counters.hpp - what happened since the start, as numbers for a monitor. Values; thread: any.
//
// Labels are words of this program, never something that a client sent, so there are few of them.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace watchroom {

struct Count {
  std::string_view label;  ///< lives as long as the program
  std::uint64_t value = 0;
};

struct Counters {
  std::vector<Count> refused;  ///< clients that were not let in: "missing_token", "wrong_token", ...
  std::vector<Count>
      limited;  ///< what was not done because of a limit: "events", "audio", "failed_joins", ...
};

}  // namespace watchroom
