#include "net/memory_return.hpp"

#include <doctest/doctest.h>

#include "base/manual_timers.hpp"

using engineio::net::MemoryReturn;
using namespace std::chrono_literals;

namespace {

struct Crowd {
  base::ManualTimers time;
  int returned = 0;
  MemoryReturn memory{[this] { ++returned; }};

  void has(std::size_t from, std::size_t to) {
    for (std::size_t count = from; count != to; count += from < to ? 1 : std::size_t(-1)) {
      memory.on_change(count, time);
    }
    memory.on_change(to, time);
  }
};

}  // namespace

TEST_SUITE("engineio/net/memory_return") {
  TEST_CASE("once, a moment after most of a crowd has gone") {
    Crowd t;
    t.has(0, 2'000);
    t.has(2'000, 0);
    CHECK(t.returned == 0);
    t.time.advance(1s);
    CHECK(t.returned == 1);
    t.time.advance(1h);
    CHECK(t.returned == 1);
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("not for a few, and not while most stay") {
    Crowd t;
    t.has(0, 300);
    t.has(300, 0);
    t.time.advance(1h);
    t.has(0, 2'000);
    t.has(2'000, 1'100);
    t.time.advance(1h);
    CHECK(t.returned == 0);
  }

  TEST_CASE("again when another crowd has come and gone") {
    Crowd t;
    for (int round = 0; round < 3; ++round) {
      t.has(0, 1'000);
      t.has(1'000, 10);
      t.time.advance(2s);
    }
    CHECK(t.returned == 3);
  }
}
