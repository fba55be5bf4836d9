#include "socketio/json.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using base::SharedBytes;
using socketio::Binary;
using socketio::JsonWriter;
using socketio::RawJson;

namespace {

template <class T>
std::string written(const T& value) {
  JsonWriter out;
  to_json(out, value);
  return out.text();
}

struct Point {
  int x = 0;
  int y = 0;
};
void to_json(JsonWriter& out, const Point& point) {
  out.begin_object()
      .key("x")
      .number(std::int64_t{point.x})
      .key("y")
      .number(std::int64_t{point.y})
      .end_object();
}

}  // namespace

TEST_SUITE("socketio/json_writer") {
  TEST_CASE("numbers: written as JSON.stringify does") {
    CHECK(written(0.0) == "0");
    CHECK(written(-0.0) == "0");
    CHECK(written(1.0) == "1");
    CHECK(written(-1.5) == "-1.5");
    CHECK(written(0.1) == "0.1");
    CHECK(written(1234.567) == "1234.567");
    CHECK(written(100000.0) == "100000");
    CHECK(written(1e20) == "100000000000000000000");
    CHECK(written(123456789012345680000.0) == "123456789012345680000");
    CHECK(written(1e21) == "1e+21");
    CHECK(written(1.5e300) == "1.5e+300");
    CHECK(written(0.000001) == "0.000001");
    CHECK(written(0.00000123) == "0.00000123");
    CHECK(written(0.0000001) == "1e-7");
    CHECK(written(-1.25e-7) == "-1.25e-7");
    CHECK(written(5e-324) == "5e-324");
    CHECK(written(1.7976931348623157e308) == "1.7976931348623157e+308");
    CHECK(written(9007199254740993.0) == "9007199254740992");
    CHECK(written(4.35) == "4.35");
    CHECK(written(1.5F) == "1.5");
  }

  TEST_CASE("numbers: NaN and infinities become null") {
    CHECK(written(std::nan("")) == "null");
    CHECK(written(std::numeric_limits<double>::infinity()) == "null");
    CHECK(written(-std::numeric_limits<double>::infinity()) == "null");
    CHECK(written(std::vector<double>{1, std::nan("")}) == "[1,null]");
  }

  TEST_CASE("integers: exact") {
    CHECK(written(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
    CHECK(written(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
    CHECK(written(static_cast<signed char>(-5)) == "-5");
    CHECK(written(static_cast<unsigned char>(200)) == "200");
  }

  TEST_CASE("strings: only quotes, backslashes and control characters are escaped") {
    CHECK(written("a\"b\\c/d") == R"("a\"b\\c/d")");
    CHECK(written("\b\f\n\r\t") == R"("\b\f\n\r\t")");
    CHECK(written(std::string("\0\x01\x1e\x1f\x7f", 5)) == "\"\\u0000\\u0001\\u001e\\u001f\x7f\"");
    CHECK(written("é€😀\u2028") == "\"é€😀\u2028\"");
    CHECK(written(std::string_view("")) == "\"\"");
    CHECK(written(std::string("x")) == "\"x\"");
  }

  TEST_CASE("values: bool, null, optional, vector, map and user types") {
    CHECK(written(true) == "true");
    CHECK(written(false) == "false");
    CHECK(written(nullptr) == "null");
    CHECK(written(std::optional<int>()) == "null");
    CHECK(written(std::optional<int>(3)) == "3");
    CHECK(written(std::vector<bool>{true, false}) == "[true,false]");
    CHECK(written(std::vector<int>()) == "[]");
    CHECK(written(std::map<std::string, std::vector<Point>>{{"a\"", {{1, 2}, {3, 4}}}, {"b", {}}}) ==
          R"({"a\"":[{"x":1,"y":2},{"x":3,"y":4}],"b":[]})");
  }

  TEST_CASE("raw values: byte for byte") {
    CHECK(written(RawJson::trusted(R"({ "a" : 1e999 })")) == R"({ "a" : 1e999 })");
    JsonWriter out;
    out.begin_array().raw("{}").raw(RawJson()).begin_object().key("k").raw("[1]").end_object().end_array();
    CHECK(out.text() == R"([{},null,{"k":[1]}])");
  }

  TEST_CASE("commas: between all kinds of neighbours") {
    JsonWriter out;
    out.begin_array().begin_array().end_array().begin_object().end_object().null().boolean(true);
    out.string("s").number(1.0).begin_object().key("a").begin_array().end_array().key("b").null();
    out.end_object().end_array();
    CHECK(out.text() == R"([[],{},null,true,"s",1,{"a":[],"b":null}])");
  }

  TEST_CASE("binary: placeholders are numbered in order") {
    JsonWriter out;
    out.begin_array().binary(SharedBytes::copy("a")).string("x");
    to_json(out, Binary{SharedBytes::copy("b")});
    out.end_array();
    CHECK(out.text() == R"([{"_placeholder":true,"num":0},"x",{"_placeholder":true,"num":1}])");
    REQUIRE(out.attachments().size() == 2);
    CHECK(out.attachments()[1].view() == "b");
  }

  TEST_CASE("binary: relayed placeholders are renumbered, their neighbours stay as they are") {
    const std::vector<SharedBytes> attachments{SharedBytes::copy("a"), SharedBytes::copy("b")};
    JsonWriter out;
    out.begin_array().binary(SharedBytes::copy("own"));
    out.raw(RawJson::trusted(R"({"k": [ {"_placeholder":true,"num":1}, 1.0 ]})", attachments));
    out.raw(RawJson::trusted(R"("{\"_placeholder\":true}")", attachments));
    out.end_array();
    CHECK(out.text() == R"([{"_placeholder":true,"num":0},{"k": [ {"_placeholder":true,"num":1}, 1.0 ]},)"
                        R"("{\"_placeholder\":true}"])");
    REQUIRE(out.attachments().size() == 2);
    CHECK(out.attachments()[1].view() == "b");
  }

  TEST_CASE("clear: ready for the next value") {
    JsonWriter out;
    out.begin_array().binary(SharedBytes::copy("a")).end_array();
    out.clear();
    out.begin_array().number(std::int64_t{1}).end_array();
    CHECK(out.text() == "[1]");
    CHECK(out.attachments().empty());
  }

  TEST_CASE("string: what must be escaped is found at every offset, and nothing else is touched") {
    for (std::size_t length = 1; length <= 41; ++length) {
      for (std::size_t at = 0; at < length; ++at) {
        for (const auto& [character, escaped] : std::vector<std::pair<char, std::string>>{{'"', "\\\""},
                                                                                          {'\\', "\\\\"},
                                                                                          {'\x1f', "\\u001f"},
                                                                                          {'\n', "\\n"},
                                                                                          {'\x7f', "\x7f"},
                                                                                          {' ', " "}}) {
          std::string text(length, 'x');
          text[at] = character;
          socketio::JsonWriter out;
          out.string(text);
          CHECK(out.text() == '"' + std::string(at, 'x') + escaped + std::string(length - at - 1, 'x') + '"');
        }
      }
    }
    socketio::JsonWriter out;
    out.string("fünfzehn Bytes \xc3\xa4\xc3\xb6\xc3\xbc\xf0\x9f\x8d\xbf und mehr");
    CHECK(out.text() == "\"fünfzehn Bytes äöü🍿 und mehr\"");
  }
}
