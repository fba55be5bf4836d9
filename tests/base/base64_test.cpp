#include "base/base64.hpp"

#include <doctest/doctest.h>

#include <string>

TEST_SUITE("base/base64") {
  TEST_CASE("the vectors of RFC 4648 section 10, both ways") {
    const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                           {"f", "Zg=="},
                                                           {"fo", "Zm8="},
                                                           {"foo", "Zm9v"},
                                                           {"foob", "Zm9vYg=="},
                                                           {"fooba", "Zm9vYmE="},
                                                           {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : vectors) {
      CHECK(base::base64_encode(bytes) == text);
      CHECK(base::base64_decode(text) == bytes);
      CHECK(base::base64_length(std::string(bytes).size()) == std::string(text).size());
    }
  }

  TEST_CASE("every byte value survives") {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
    CHECK(base::base64_decode(base::base64_encode(bytes)) == bytes);
  }

  TEST_CASE("the URL-safe form has neither padding nor characters that a URL escapes") {
    CHECK(base::base64url_encode("\xfb\xff\xbf") == "-_-_");
    CHECK(base::base64url_encode("f") == "Zg");
    CHECK(base::base64url_encode("").empty());
    CHECK(base::base64_decode(base::base64url_encode("\xfb\xff\xbe?")) == "\xfb\xff\xbe?");
  }

  TEST_CASE("appending leaves what was there") {
    std::string out = "b";
    base::base64_append(out, "\x01\x02\x03\x04");
    CHECK(out == "bAQIDBA==");
  }

  TEST_CASE("both alphabets and missing padding are accepted") {
    CHECK(base::base64_decode("+/+/") == "\xfb\xff\xbf");
    CHECK(base::base64_decode("-_-_") == "\xfb\xff\xbf");
    CHECK(base::base64_decode("Zg") == "f");
    CHECK(base::base64_decode("Zm8") == "fo");
  }

  TEST_CASE("line breaks are passed over") {
    CHECK(base::base64_decode("Zm9v\n") == "foo");
    CHECK(base::base64_decode("Zg==\r\n") == "f");
    CHECK(base::base64_decode("Zm\n9v\nZg") == "foof");
  }

  TEST_CASE("anything else is refused") {
    for (const char* text :
         {"@@@@", "Z", "Zm9vZ", "Zg=", "Z===", "=", "====", "Zg==Zg==", "Zm 9v", "@\n", "Zg==x"}) {
      CAPTURE(text);
      CHECK_FALSE(base::base64_decode(text).has_value());
    }
    CHECK_FALSE(base::base64_decode(std::string_view("Zm9\0", 4)).has_value());
  }
}
