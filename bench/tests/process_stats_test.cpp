#include "process_stats.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <string>

namespace {

std::string stat_line(const std::string& name) {
  return "42 (" + name + ") S 1 42 42 0 -1 4194560 100 0 3 0 250 125 0 0 20 0 3 0 1000 1000000 500";
}

}  // namespace

TEST_SUITE("bench/process_stats") {
  TEST_CASE("a stat line: user and system ticks") {
    const auto ticks = bench::parse_stat(stat_line("io-0"));
    CHECK(ticks.user == 250);
    CHECK(ticks.system == 125);
  }

  TEST_CASE("a name with blanks and parentheses: not taken for fields") {
    const auto ticks = bench::parse_stat(stat_line("a) b (c"));
    CHECK(ticks.user == 250);
    CHECK(ticks.system == 125);
  }

  TEST_CASE("a thread that has gone: nothing") { CHECK(bench::parse_stat("").user == 0); }

  TEST_CASE("this process: its first thread costs no more than all of it") {
    const auto stats = bench::ProcessStats::read(::getpid());
    CHECK(stats.rss_kib > 0);
    CHECK(stats.hub_seconds <= stats.user_seconds + stats.system_seconds + 0.02);
  }
}
