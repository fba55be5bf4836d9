#include "pace.hpp"

#include <doctest/doctest.h>

using std::chrono::milliseconds;

TEST_SUITE("bench/pace") {
  TEST_CASE("moments: at the rate, the first one at the start") {
    bench::Pace pace(100);
    const bench::Time start{};
    pace.start(start);
    CHECK(pace.take(start) == start);
    CHECK_FALSE(pace.take(start));
    CHECK(pace.until_next(start) == milliseconds(10));
    CHECK_FALSE(pace.take(start + milliseconds(9)));
    CHECK(pace.take(start + milliseconds(10)) == start + milliseconds(10));
  }

  TEST_CASE("late: every moment is taken, with the time that it was due") {
    bench::Pace pace(100);
    const bench::Time start{};
    pace.start(start);
    const bench::Time late = start + milliseconds(25);
    CHECK(pace.take(late) == start);
    CHECK(pace.take(late) == start + milliseconds(10));
    CHECK(pace.take(late) == start + milliseconds(20));
    CHECK_FALSE(pace.take(late));
    CHECK(pace.until_next(late) == milliseconds(5));
  }
}
