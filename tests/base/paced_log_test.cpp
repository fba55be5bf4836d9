#include "base/paced_log.hpp"

#include <doctest/doctest.h>

#include "../support/captured_stderr.hpp"

using namespace std::chrono_literals;

TEST_SUITE("base/paced_log") {
  TEST_CASE("one line in a while, and then how many were left out") {
    base::PacedLog log;
    const base::Timers::Clock::time_point start(1h);
    const std::string text = test::stderr_of([&] {
      CHECK(log.warn(start, "refused ", 1));
      CHECK_FALSE(log.warn(start + 1s, "refused ", 2));
      CHECK_FALSE(log.warn(start + 9s, "refused ", 3));
      CHECK(log.warn(start + 10s, "refused ", 4));
      CHECK(log.warn(start + 20s, "refused ", 5));
    });
    CHECK(text.find("warn refused 1\n") != std::string::npos);
    CHECK(text.find("warn refused 4 (and 2 more like this before)\n") != std::string::npos);
    CHECK(text.find("warn refused 5\n") != std::string::npos);
    CHECK(text.find("refused 2") == std::string::npos);
  }
}
