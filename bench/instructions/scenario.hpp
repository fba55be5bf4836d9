// scenario.hpp - one row of the table: what the peers do, step by step, and what must come back.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "peers.hpp"

namespace bench {

/// The peers act, the server works until it is idle, and then exactly this must have arrived.
struct Step {
  std::function<void(Peers&)> act;
  std::size_t answers = 0;
  std::string begins = {};  ///< the latest of the answers begins like this
};

struct Scenario {
  std::string name;
  std::vector<Step> prepare;  ///< once, not counted
  std::vector<Step> round;    ///< repeated: some rounds to warm up, then the counted ones
  std::size_t rounds = 200;   ///< counted ones
  std::size_t messages = 1;   ///< that one round is divided by
  std::chrono::milliseconds ping_interval{3'600'000};  ///< no ping comes in between
};

/// All of them, in the order of the table. Steps remember what happened, so each can be played once.
std::vector<Scenario> make_scenarios();

}  // namespace bench
