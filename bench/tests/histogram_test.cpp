#include "histogram.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;

TEST_SUITE("bench/histogram") {
  TEST_CASE("nothing counted: zero") { CHECK(bench::Histogram().quantile_us(.5) == 0); }

  TEST_CASE("one value: every quantile is that value, within the resolution") {
    bench::Histogram histogram;
    histogram.add(1234567ns);
    CHECK(histogram.quantile_us(0) == doctest::Approx(1234.567).epsilon(0.016));
    CHECK(histogram.quantile_us(1) == doctest::Approx(1234.567).epsilon(0.016));
    CHECK(histogram.max_us() == doctest::Approx(1234.567));
  }

  TEST_CASE("1 to 1000 us: the quantiles in between") {
    bench::Histogram histogram;
    for (int us = 1; us <= 1000; ++us) histogram.add(std::chrono::microseconds(us));
    CHECK(histogram.count() == 1000);
    CHECK(histogram.quantile_us(.5) == doctest::Approx(500).epsilon(0.02));
    CHECK(histogram.quantile_us(.99) == doctest::Approx(990).epsilon(0.02));
    CHECK(histogram.quantile_us(1) <= 1000);
  }

  TEST_CASE("the ends of the range: neither lost nor out of bounds") {
    bench::Histogram histogram;
    histogram.add(-1ns);
    histogram.add(std::chrono::nanoseconds::max());
    CHECK(histogram.count() == 2);
    CHECK(histogram.quantile_us(0) == 0);
    CHECK(histogram.quantile_us(1) > 1e15);
  }
}
