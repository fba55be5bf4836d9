#include "base/token_bucket.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using base::Rate;
using base::TokenBucket;

namespace {

/// How many of `tries` are granted at one moment.
int granted(TokenBucket& bucket, const Rate& rate, TokenBucket::TimePoint now, int tries = 1'000) {
  int count = 0;
  for (int i = 0; i < tries; ++i) count += bucket.try_take(rate, now) ? 1 : 0;
  return count;
}

}  // namespace

TEST_SUITE("base/token_bucket") {
  const TokenBucket::TimePoint start(1h);

  TEST_CASE("a new bucket gives its burst at once and then nothing") {
    TokenBucket bucket;
    CHECK(granted(bucket, {5, 1}, start) == 5);
    CHECK(granted(bucket, {5, 1}, start) == 0);
  }

  TEST_CASE("tokens come one by one, and never more than the burst") {
    TokenBucket bucket;
    const Rate rate(5, 2);
    granted(bucket, rate, start);
    CHECK(granted(bucket, rate, start + 499ms) == 0);
    CHECK(granted(bucket, rate, start + 500ms) == 1);
    CHECK(granted(bucket, rate, start + 2s) == 3);
    CHECK(granted(bucket, rate, start + 1h) == 5);
  }

  TEST_CASE("a refused try takes nothing") {
    TokenBucket bucket;
    const Rate rate(1, 1);
    CHECK(bucket.try_take(rate, start));
    for (auto now = start; now < start + 1s; now += 10ms) CHECK_FALSE(bucket.try_take(rate, now));
    CHECK(bucket.try_take(rate, start + 1s));
  }

  TEST_CASE("the wait is until the next token") {
    TokenBucket bucket;
    const Rate rate(10, 1.0 / 6);
    CHECK(bucket.wait(rate, start) == 0s);
    granted(bucket, rate, start);
    CHECK(bucket.wait(rate, start) == 6s);
    CHECK(bucket.wait(rate, start + 2s) == 4s);
    CHECK(bucket.wait(rate, start, 2) == 12s);
    CHECK(bucket.wait(rate, start + 6s) == 0s);
  }

  TEST_CASE("several tokens are taken all or not at all") {
    TokenBucket bucket;
    const Rate rate(10, 1);
    CHECK(bucket.try_take(rate, start, 7));
    CHECK_FALSE(bucket.try_take(rate, start, 4));
    CHECK(bucket.try_take(rate, start, 3));
    CHECK_FALSE(TokenBucket().try_take(rate, start, 11));
    CHECK_FALSE(TokenBucket().try_take(rate, start, 1e30));
  }

  TEST_CASE("what is taken without asking is owed, up to one more burst") {
    TokenBucket bucket;
    const Rate rate(4, 1);
    bucket.take(rate, start, 6);
    CHECK(bucket.wait(rate, start) == 3s);
    for (int i = 0; i < 100; ++i) bucket.take(rate, start, 1'000);
    CHECK(bucket.wait(rate, start) == 5s);
  }

  TEST_CASE("a bucket is full when nothing of what was taken is missing") {
    TokenBucket bucket;
    const Rate rate(4, 1);
    CHECK(bucket.full(start));
    bucket.try_take(rate, start, 2);
    CHECK_FALSE(bucket.full(start + 1999ms));
    CHECK(bucket.full(start + 2s));
  }

  TEST_CASE("rates far out of the ordinary stay within bounds") {
    TokenBucket slow;
    const Rate never(1e12, 1e-12);
    CHECK(slow.try_take(never, start));
    CHECK(slow.wait(never, start, 1e12) > 0s);
    TokenBucket fast;
    CHECK(granted(fast, {1, 1e12}, start) == 1'000);
  }
}
