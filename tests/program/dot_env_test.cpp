#include "dot_env.hpp"

#include <doctest/doctest.h>

using roomd::parse_dot_env;

namespace {

using Values = std::map<std::string, std::string, std::less<>>;

std::string value_of(std::string_view line) { return parse_dot_env(line)["A"]; }

}  // namespace

TEST_SUITE("program/dot_env") {
  TEST_CASE("plain lines, comments, blank lines and both line ends") {
    CHECK(parse_dot_env("# first\nPORT=1\r\n\n  HOST = ::1 \nnot a line\n") ==
          Values{{"PORT", "1"}, {"HOST", "::1"}});
    CHECK(parse_dot_env("") == Values{});
  }

  TEST_CASE("export is allowed in front") { CHECK(value_of("export A=b") == "b"); }

  TEST_CASE("a value without quotes ends at a comment") {
    CHECK(value_of("A=b # c") == "b");
    CHECK(value_of("A=b#c") == "b");
    CHECK(value_of("A=") == "");
  }

  TEST_CASE("quotes of all three kinds keep blanks, '#' and '='") {
    CHECK(value_of("A=\" b # c \"") == " b # c ");
    CHECK(value_of("A='b=\"c\"' # d") == "b=\"c\"");
    CHECK(value_of("A=`it's`") == "it's");
  }

  TEST_CASE("a quote that is never closed belongs to the value") { CHECK(value_of("A=\"b") == "\"b"); }

  TEST_CASE("the last of equal names wins") { CHECK(value_of("A=1\nA=2") == "2"); }
}
