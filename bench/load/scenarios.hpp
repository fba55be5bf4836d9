// scenarios.hpp - finds the scenario of a --mode.
#pragma once

#include <memory>

#include "scenario.hpp"

namespace bench {

/// Throws Failure(Exit::usage) for an unknown mode. `options` outlives the result.
std::unique_ptr<Scenario> make_scenario(const Options& options);

}  // namespace bench
