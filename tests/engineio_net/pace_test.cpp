#include "net/pace.hpp"

#include <doctest/doctest.h>

using engineio::net::Pace;
using namespace std::chrono_literals;

namespace {

const Pace::Clock::time_point now{1h};

Pace::Batch of_strangers(std::size_t events) { return {.began = now, .events = events, .fresh = events}; }

/// Waits behind so many batches like this.
int waits(Pace& pace, const Pace::Batch& batch, int batches) {
  int count = 0;
  for (int number = 0; number < batches; ++number) {
    if (!pace.after(batch)) continue;
    pace.rested();
    ++count;
  }
  return count;
}

}  // namespace

TEST_SUITE("engineio/net/pace") {
  TEST_CASE("few messages at a time, but often: the sockets rest until the interval is over") {
    Pace pace(1ms);
    CHECK(pace.after(of_strangers(3)) == now + 1ms);
    CHECK(waits(pace, of_strangers(2), 1'000) == 1'000);
  }

  TEST_CASE("a message now and then is hardly ever made to wait") {
    Pace pace(1ms);
    CHECK(waits(pace, of_strangers(1), 20'000) < 50);
  }

  TEST_CASE("nor are clients that send again when they have their answer") {
    Pace pace(1ms);
    CHECK(waits(pace, {.began = now, .events = 8, .fresh = 0}, 20'000) < 50);
  }

  TEST_CASE("when more comes again, waiting is tried again") {
    Pace pace(1ms);
    waits(pace, of_strangers(1), 100);
    CHECK(waits(pace, of_strangers(5), 10'000) > 7'000);
  }

  TEST_CASE("one small batch among larger ones does not end it") {
    Pace pace(1ms);
    waits(pace, of_strangers(5), 10);
    CHECK(waits(pace, of_strangers(1), 1) == 1);
    CHECK(waits(pace, of_strangers(5), 100) == 100);
  }

  TEST_CASE("only a rest that was taken is judged, and timers are no messages") {
    Pace pace(1ms);
    for (int batch = 0; batch < 100; ++batch) CHECK(pace.after(of_strangers(1)).has_value());
    CHECK_FALSE(pace.after(of_strangers(0)).has_value());
    CHECK(pace.after(of_strangers(1)).has_value());
  }

  TEST_CASE("large batches are as good as it gets: no rest behind them") {
    Pace pace(1ms);
    CHECK(waits(pace, of_strangers(16), 100) == 0);
  }

  TEST_CASE("no interval, no rest") {
    Pace pace(0ms);
    CHECK(waits(pace, of_strangers(3), 100) == 0);
  }
}
