#include "base/random_id.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <stdexcept>

namespace {

bool is_base64url(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; });
}

}  // namespace

TEST_SUITE("base/random_id") {
  TEST_CASE("ids have 20 characters of the URL alphabet and never repeat") {
    std::set<std::string> seen;
    for (int i = 0; i < 2000; ++i) {
      const std::string id = base::random_id();
      CHECK(id.size() == 20);
      CHECK(is_base64url(id));
      CHECK(seen.insert(id).second);
      // The counter is the tail; the random part in front differs as well.
      CHECK(seen.insert(id.substr(0, 16)).second);
    }
  }

  TEST_CASE("random_text draws every letter of its alphabet and nothing else") {
    const std::string text = base::random_text(3000, "abcdefg");
    CHECK(text.size() == 3000);
    CHECK(std::set<char>(text.begin(), text.end()) == std::set<char>{'a', 'b', 'c', 'd', 'e', 'f', 'g'});
    CHECK(base::random_text(0, "ab").empty());
  }

  TEST_CASE("an alphabet that cannot be drawn from is refused") {
    CHECK_THROWS_AS(base::random_text(1, ""), std::invalid_argument);
    CHECK_THROWS_AS(base::random_text(1, "a"), std::invalid_argument);
    CHECK_THROWS_AS(base::random_text(1, std::string(257, 'x')), std::invalid_argument);
  }

  TEST_CASE("tokens are unpadded base64url of the asked size") {
    CHECK(base::random_token(32).size() == 43);
    CHECK(base::random_token(0).empty());
    CHECK(is_base64url(base::random_token(64)));
    CHECK(base::random_token(16) != base::random_token(16));
  }

  TEST_CASE("secrets are equal only when every byte is") {
    CHECK(base::equal_secrets("key", "key"));
    CHECK(base::equal_secrets("", ""));
    CHECK_FALSE(base::equal_secrets("key", "kez"));
    CHECK_FALSE(base::equal_secrets("key", "key "));
    CHECK_FALSE(base::equal_secrets("", "key"));
    CHECK_FALSE(base::equal_secrets(std::string_view("a\0b", 3), "a"));
  }
}
