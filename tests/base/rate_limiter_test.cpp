#include "base/rate_limiter.hpp"

#include <doctest/doctest.h>

#include <string>

#include "base/ip_address.hpp"

using namespace std::chrono_literals;

namespace {

using Limiter = base::RateLimiter<int>;

int granted(Limiter& limiter, int key, Limiter::TimePoint now, int tries = 100) {
  int count = 0;
  for (int i = 0; i < tries; ++i) count += limiter.try_take(key, now) ? 1 : 0;
  return count;
}

}  // namespace

TEST_SUITE("base/rate_limiter") {
  const Limiter::TimePoint start(1h);

  TEST_CASE("each key has a bucket of its own") {
    Limiter limiter({3, 1}, 10);
    CHECK(granted(limiter, 1, start) == 3);
    CHECK(granted(limiter, 2, start) == 3);
    CHECK(granted(limiter, 1, start + 1s) == 1);
  }

  TEST_CASE("keys may be texts, or the blocks of addresses") {
    base::RateLimiter<std::string> texts({1, 1}, 10);
    CHECK(texts.try_take("a", start));
    CHECK_FALSE(texts.try_take("a", start));
    base::RateLimiter<base::IpAddress> addresses({1, 1}, 10);
    CHECK(addresses.try_take(base::IpAddress::parse("2001:db8::1")->block(), start));
    CHECK_FALSE(addresses.try_take(base::IpAddress::parse("2001:db8::2")->block(), start));
    CHECK(addresses.try_take(base::IpAddress::parse("2001:db8:0:1::1")->block(), start));
  }

  TEST_CASE("the wait is told without taking anything, for known and unknown keys") {
    Limiter limiter({1, 1}, 10);
    CHECK(limiter.wait(1, start) == 0s);
    CHECK(limiter.size() == 0);
    limiter.take(1, start);
    CHECK(limiter.wait(1, start) == 1s);
    CHECK(limiter.wait(2, start) == 0s);
  }

  TEST_CASE("full buckets are forgotten on the way") {
    Limiter limiter({2, 1}, 1'000);
    for (int key = 0; key < 1'000; ++key) limiter.try_take(key, start);
    CHECK(limiter.size() == 1'000);
    for (int key = 0; key < 300; ++key) limiter.try_take(5'000, start + 1min + key * 1s);
    CHECK(limiter.size() == 1);
  }

  TEST_CASE("a bucket in use is not forgotten") {
    Limiter limiter({2, 0.001}, 1'000);
    CHECK(granted(limiter, 7, start) == 2);
    for (int key = 100; key < 900; ++key) limiter.try_take(key, start + 1s);
    CHECK(granted(limiter, 7, start + 2s) == 0);
  }

  TEST_CASE("with the table full, new keys share one bucket and nobody's is reset") {
    Limiter limiter({2, 0.001}, 100);
    for (int key = 0; key < 100; ++key) CHECK(granted(limiter, key, start) == 2);
    int strangers = 0;
    for (int key = 1'000; key < 100'000; ++key) strangers += limiter.try_take(key, start) ? 1 : 0;
    CHECK(strangers == 2);
    CHECK(limiter.wait(-1, start) > 0s);
    CHECK(limiter.size() == 100);
    for (int key = 0; key < 100; ++key) CHECK(granted(limiter, key, start) == 0);
  }

  TEST_CASE("once buckets are full again there is room for new keys") {
    Limiter limiter({2, 1}, 100);
    for (int key = 0; key < 100; ++key) CHECK(granted(limiter, key, start) == 2);
    CHECK(granted(limiter, 200, start + 1min) == 2);
    CHECK(granted(limiter, 201, start + 1min) == 2);
  }
}
