#include "domain/user_name.hpp"

#include <doctest/doctest.h>

namespace watchroom {

TEST_SUITE("watchroom/user_name") {
  TEST_CASE("a name is kept as it was written") {
    CHECK(user_name("  alice ", 64) == "  alice ");
    CHECK(user_name("小明 🎬", 64) == "小明 🎬");
  }

  TEST_CASE("a long name is cut between code points") {
    CHECK(user_name(std::string(64, 'x'), 64) == std::string(64, 'x'));
    CHECK(user_name(std::string(65, 'x'), 64) == std::string(64, 'x'));
    CHECK(user_name("游客游客", 3) == "游客游");
  }

  TEST_CASE("an empty or blank name is a guest's") {
    CHECK(user_name("", 64) == "游客");
    CHECK(user_name(" \t\r\n", 64) == "游客");
    CHECK(user_name("\u3000\u00a0\ufeff", 64) == "游客");
    CHECK(user_name("\u3000x", 64) == "\u3000x");
  }
}

}  // namespace watchroom
