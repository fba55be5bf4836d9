#include "base/result.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

TEST_SUITE("base/result") {
  TEST_CASE("a value has no error") {
    base::Result<std::string> result(std::string("abc"));
    CHECK(result.has_value());
    CHECK(*result == "abc");
    CHECK(result->size() == 3);
    CHECK_FALSE(result.error());
    CHECK(result.value_or("other") == "abc");
  }

  TEST_CASE("an error has no value") {
    const base::Result<int> result(std::make_error_code(std::errc::bad_message));
    CHECK_FALSE(result);
    CHECK(result.error() == std::errc::bad_message);
    CHECK(result.value_or(7) == 7);
  }

  TEST_CASE("a Result of an error code keeps value and reason apart by position") {
    const base::Result<std::string> bad(std::make_error_code(std::errc::timed_out));
    CHECK_FALSE(bad.has_value());
  }

  TEST_CASE("a move-only value can be taken out") {
    base::Result<std::unique_ptr<int>> result(std::make_unique<int>(4));
    const std::unique_ptr<int> taken = *std::move(result);
    CHECK(*taken == 4);
  }
}
