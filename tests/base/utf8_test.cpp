#include "base/utf8.hpp"

#include <doctest/doctest.h>

#include <string>

TEST_SUITE("base/utf8") {
  TEST_CASE("well-formed text is accepted, up to the edges of each length") {
    for (const char* text : {"", "plain", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
                             "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
      CAPTURE(text);
      CHECK(base::is_utf8(text));
    }
    CHECK(base::is_utf8(std::string_view("a\0b", 3)));
  }

  TEST_CASE("overlong forms, surrogates, values above U+10FFFF and stray bytes are refused") {
    for (const char* text : {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf",
                             "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf",
                             "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xfe", "\xff"}) {
      CAPTURE(text);
      CHECK_FALSE(base::is_utf8(text));
    }
  }

  TEST_CASE("truncated sequences are refused at every length") {
    for (const char* text : {"\xc2", "\xe2\x82", "\xe2", "\xf0\x9f\x98", "\xf0\x9f", "\xf0", "\xe2\x82 "}) {
      CAPTURE(text);
      CHECK_FALSE(base::is_utf8(text));
    }
  }

  TEST_CASE("a bad byte is found at every offset around the block size") {
    for (std::size_t length = 1; length <= 40; ++length) {
      for (std::size_t at = 0; at < length; ++at) {
        std::string text(length, 'a');
        CHECK(base::is_utf8(text));
        text[at] = '\xff';
        CAPTURE(length);
        CAPTURE(at);
        CHECK_FALSE(base::is_utf8(text));
      }
    }
  }

  TEST_CASE("a character across the edge of a block is accepted at every offset") {
    for (std::size_t before = 0; before <= 36; ++before) {
      const std::string text = std::string(before, 'a') + "\xf0\x9f\x98\x80" + std::string(20, 'b');
      CHECK(base::is_utf8(text));
    }
  }

  TEST_CASE("length and prefix count code points") {
    const std::string text = "a\xe2\x82\xac\xf0\x9f\x98\x80z";
    CHECK(base::utf8_length(text) == 4);
    CHECK(base::utf8_length("") == 0);
    CHECK(base::utf8_prefix(text, 0) == "");
    CHECK(base::utf8_prefix(text, 2) == "a\xe2\x82\xac");
    CHECK(base::utf8_prefix(text, 3) == "a\xe2\x82\xac\xf0\x9f\x98\x80");
    CHECK(base::utf8_prefix(text, 4) == text);
    CHECK(base::utf8_prefix(text, 99) == text);
  }
}
