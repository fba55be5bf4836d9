// tests/support/counters.hpp - one number out of many.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "watchroom/counters.hpp"

namespace test {

/// Fails the test when nothing has that label.
inline std::uint64_t count_of(const std::vector<watchroom::Count>& counts, std::string_view label) {
  const auto found = std::ranges::find(counts, label, &watchroom::Count::label);
  REQUIRE(found != counts.end());
  return found->value;
}

}  // namespace test
