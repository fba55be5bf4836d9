#include "base/timers.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/manual_timers.hpp"

using namespace std::chrono_literals;

TEST_SUITE("base/timers") {
  TEST_CASE("callbacks run in the order of their times, ties in the order they were made") {
    base::ManualTimers time;
    std::string order;
    auto late = time.after(2s, [&] { order += 'c'; });
    auto first = time.after(1s, [&] { order += 'a'; });
    auto second = time.after(1s, [&] { order += 'b'; });
    time.advance(5s);
    CHECK(order == "abc");
    CHECK(time.pending() == 0);
  }

  TEST_CASE("a callback does not run before its time and sees exactly that time") {
    base::ManualTimers time;
    const auto start = time.now();
    std::optional<base::Timers::Clock::duration> seen;
    auto timer = time.after(30s, [&] { seen = time.now() - start; });
    time.advance(29'999ms);
    CHECK_FALSE(seen.has_value());
    CHECK(timer.pending());
    time.advance(1min);
    CHECK(seen == 30s);
    CHECK_FALSE(timer.pending());
    CHECK(time.now() - start == 29'999ms + 1min);
  }

  TEST_CASE("a re-arming callback runs once per period") {
    base::ManualTimers time;
    int count = 0;
    base::Timer timer;
    std::function<void()> tick = [&] {
      ++count;
      timer = time.after(25s, tick);
    };
    timer = time.after(25s, tick);
    time.advance(5min);
    CHECK(count == 12);
    CHECK(time.pending() == 1);
  }

  TEST_CASE("destroying, cancelling and assigning over a timer all forget its callback") {
    base::ManualTimers time;
    int runs = 0;
    const auto count = [&] { ++runs; };
    { auto gone = time.after(1s, count); }
    auto cancelled = time.after(1s, count);
    cancelled.cancel();
    auto replaced = time.after(1s, count);
    replaced = time.after(2s, count);
    CHECK(time.pending() == 1);
    time.advance(3s);
    CHECK(runs == 1);
  }

  TEST_CASE("a moved timer goes on waiting") {
    base::ManualTimers time;
    int runs = 0;
    auto first = time.after(1s, [&] { ++runs; });
    base::Timer second = std::move(first);
    first.cancel();
    CHECK(second.pending());
    time.advance(1s);
    CHECK(runs == 1);
  }

  TEST_CASE("delay zero never runs inside after(), and a negative delay counts as zero") {
    base::ManualTimers time;
    int runs = 0;
    auto zero = time.after(0s, [&] { ++runs; });
    auto negative = time.after(-5s, [&] { ++runs; });
    CHECK(runs == 0);
    time.settle();
    CHECK(runs == 2);
  }

  TEST_CASE("a callback may cancel another one that is due at the same time") {
    base::ManualTimers time;
    int runs = 0;
    base::Timer second;
    auto first = time.after(1s, [&] { second.cancel(); });
    second = time.after(1s, [&] { ++runs; });
    time.advance(1s);
    CHECK(runs == 0);
  }

  TEST_CASE("a callback may destroy its own timer") {
    base::ManualTimers time;
    auto timer = std::make_unique<base::Timer>();
    int runs = 0;
    *timer = time.after(1s, [&] {
      timer.reset();
      ++runs;
    });
    time.advance(1s);
    CHECK(runs == 1);
  }

  TEST_CASE("unix time moves with the steady clock") {
    base::ManualTimers time;
    const auto start = time.unix_ms();
    time.advance(1500ms);
    CHECK(time.unix_ms() == start + 1500);
  }
}
