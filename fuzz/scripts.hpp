// fuzz/scripts.hpp - for targets whose input is a script that is played on the harnesses of the tests.
#pragma once

#include <cstddef>

#include "target.hpp"

namespace fuzz {

/// Lets CHECK and REQUIRE of the harnesses end the program when they fail. Call it first.
void use_checks_of_tests();

/// What `new` has given and `delete` has not taken.
struct LiveMemory {
  std::size_t blocks = 0;
  std::size_t bytes = 0;
  friend bool operator==(const LiveMemory&, const LiveMemory&) = default;
};
LiveMemory live_memory();

/// Plays the script; nothing of it may be left in memory. What is made once and kept is no leak: a script
/// that left something is played again.
template <class Play>
void play_without_leak(Play&& play) {
  constexpr int tries = 3;
  for (int round = 1; round <= tries; ++round) {
    const LiveMemory before = live_memory();
    play();
    if (live_memory() == before) return;
  }
  fail("memory is what it was before the script", __FILE__, __LINE__);
}

}  // namespace fuzz
