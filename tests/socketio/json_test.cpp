#include "socketio/json.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <ostream>
#include <string>
#include <vector>

#include "socketio/error.hpp"

using socketio::JsonType;
using socketio::RawJson;

namespace {

/// A view of text that is JSON; the literal outlives it.
RawJson json(std::string_view text) {
  const auto parsed = RawJson::parse(text);
  REQUIRE_MESSAGE(parsed.has_value(), text);
  return *parsed;
}

std::string member(std::string_view object, std::string_view name) {
  const auto found = json(object).member(name);
  return found ? std::string(found->text()) : "(none)";
}

template <class T>
std::string read(std::string_view text) {
  T value{};
  return from_json(json(text), value) ? std::to_string(value) : "no";
}

}  // namespace

TEST_SUITE("socketio/json") {
  TEST_CASE("parse: white space around a value is dropped, inside it stays") {
    CHECK(json(" \r\n\t[ 1 ] ").text() == "[ 1 ]");
    CHECK(json("1").text() == "1");
    CHECK(RawJson().text() == "null");
  }

  TEST_CASE("parse: refuses what is not one value, and too much depth") {
    for (const std::string_view text : {"", " ", "1 2", "{", "nul", "\"a", "[1]x", "{\"a\":}"}) {
      CAPTURE(text);
      CHECK(RawJson::parse(text).error() == socketio::Errc::invalid_json);
    }
    const std::string deep = std::string(129, '[') + std::string(129, ']');
    CHECK(RawJson::parse(deep).error() == socketio::Errc::json_too_deep);
    CHECK(RawJson::parse(std::string_view(deep).substr(1, 256)).has_value());
  }

  TEST_CASE("type: the first byte tells") {
    CHECK(json("null").type() == JsonType::null);
    CHECK(json("false").type() == JsonType::boolean);
    CHECK(json("-1").type() == JsonType::number);
    CHECK(json("\"\"").type() == JsonType::string);
    CHECK(json("[]").type() == JsonType::array);
    CHECK(json("{}").type() == JsonType::object);
    CHECK(json("null").is_null());
    CHECK(json("true").is_bool());
    CHECK(json("0").is_number());
    CHECK_FALSE(json("\"1\"").is_number());
  }

  TEST_CASE("accessors give nothing for another type") {
    for (const std::string_view text : {"null", "true", "1", "\"1\"", "[1]", "{\"a\":1}"}) {
      const RawJson value = json(text);
      CAPTURE(text);
      CHECK(value.as_bool().has_value() == (text == "true"));
      CHECK(value.as_number().has_value() == (text == "1"));
      CHECK(value.as_integer().has_value() == (text == "1"));
      CHECK(value.as_string().has_value() == (text == "\"1\""));
      CHECK(value.member("a").has_value() == (text == "{\"a\":1}"));
      CHECK(value.size() == (text == "[1]" || text == "{\"a\":1}" ? 1 : 0));
      CHECK_FALSE(value.as_binary().has_value());
    }
  }

  TEST_CASE("numbers: as JavaScript reads them") {
    CHECK(json("1.5").as_number() == 1.5);
    CHECK(json("-0").as_number() == 0.0);
    CHECK(std::signbit(*json("-0").as_number()));
    CHECK(json("1e3").as_number() == 1000.0);
    CHECK(json("0.1").as_number() == 0.1);
    CHECK(json("12345678901234567890").as_number() == 12345678901234567890.0);
    CHECK(json("1.7976931348623157e308").as_number() == std::numeric_limits<double>::max());
    CHECK(json("5e-324").as_number() == std::numeric_limits<double>::denorm_min());
    CHECK(json("1e-320").as_number() == 1e-320);
  }

  TEST_CASE("numbers: out of range is infinity or zero, however they are written") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    CHECK(json("1e999").as_number() == infinity);
    CHECK(json("-1E+999").as_number() == -infinity);
    CHECK(json("1e-999").as_number() == 0.0);
    CHECK(std::signbit(*json("-1e-999").as_number()));
    CHECK(json("1e99999999999999999999").as_number() == infinity);
    CHECK(json("1e-99999999999999999999").as_number() == 0.0);
    CHECK(json("1e9223372036854775807").as_number() == infinity);
    CHECK(json("0.01e-9223372036854775808").as_number() == 0.0);
    const std::string zeros(400, '0');
    CHECK(json("1" + zeros).as_number() == infinity);
    CHECK(json("1" + zeros + "e-10").as_number() == infinity);
    CHECK(json("1" + zeros + "e-401").as_number() == doctest::Approx(0.1));
    CHECK(json("0." + zeros + "1").as_number() == 0.0);
    CHECK(json("0." + zeros + "1e10").as_number() == 0.0);
    CHECK(json("0." + zeros + "1e+401").as_number() == doctest::Approx(1.0));
    CHECK(json("0e999").as_number() == 0.0);
    CHECK(json("0.000e999").as_number() == 0.0);
    CHECK(json("-0.0e-999").as_number() == 0.0);
  }

  TEST_CASE("integers: whole numbers that fit") {
    CHECK(json("7").as_integer() == 7);
    CHECK(json("-7").as_integer() == -7);
    CHECK(json("1.0").as_integer() == 1);
    CHECK(json("1e2").as_integer() == 100);
    CHECK(json("9223372036854775807").as_integer() == std::numeric_limits<std::int64_t>::max());
    CHECK(json("9007199254740992.0").as_integer() == 9007199254740992);
    for (const std::string_view text : {"1.5", "1e999", "-1e999", "9223372036854775808", "1e19", "1e-1"}) {
      CAPTURE(text);
      CHECK_FALSE(json(text).as_integer().has_value());
    }
  }

  TEST_CASE("strings: unescaped") {
    CHECK(json(R"("a\"\\\/\b\f\n\r\tb")").as_string() == "a\"\\/\b\f\n\r\tb");
    CHECK(json(R"("\u0041\u00e9\u20ac\uD83D\ude00")").as_string() == "Aé€😀");
    CHECK(json(R"("\u0000")").as_string() == std::string(1, '\0'));
    CHECK(json(R"("é")").as_string() == "é");
    CHECK(json(R"("\\u0041")").as_string() == R"(\u0041)");
    CHECK(json(R"("")").as_string() == "");
  }

  TEST_CASE("strings: each lone surrogate becomes U+FFFD") {
    CHECK(json(R"("\uD800")").as_string() == "\xef\xbf\xbd");
    CHECK(json(R"("a\uDC00b")").as_string() ==
          "a\xef\xbf\xbd"
          "b");
    CHECK(json(R"("\uD800\u0041")").as_string() ==
          "\xef\xbf\xbd"
          "A");
    CHECK(json(R"("\uD800\uD800\uDC00")").as_string() == "\xef\xbf\xbd\xf0\x90\x80\x80");
    CHECK(json(R"("\uDC00\uD800")").as_string() == "\xef\xbf\xbd\xef\xbf\xbd");
    CHECK(json(R"("\uD800x")").as_string() == "\xef\xbf\xbdx");
    CHECK(json(R"("\uD800\n")").as_string() == "\xef\xbf\xbd\n");
  }

  TEST_CASE("member: the last one of that name, whatever stands around it") {
    CHECK(member(R"({"a":1,"b":{"a":2},"c":[{"a":3}]})", "a") == "1");
    CHECK(member(R"({"a":1,"a":[2,3]})", "a") == "[2,3]");
    CHECK(member(R"({ "x" : "a" , "a" : { "b" : 1 } })", "a") == R"({ "b" : 1 })");
    CHECK(member(R"({"\u0061":1})", "a") == "1");
    CHECK(member(R"({"a":1,"\u0061":2})", "a") == "2");
    CHECK(member(R"({"a\"b":1})", "a\"b") == "1");
    CHECK(member(R"({"a\\":1})", "a\\") == "1");
    CHECK(member(R"({"":1})", "") == "1");
    CHECK(member(R"({"s":"}]\"{","a":"\\"})", "a") == R"("\\")");
    CHECK(member(R"({"aa":1,"A":2})", "a") == "(none)");
    CHECK(member("{}", "a") == "(none)");
    CHECK(member("{ }", "a") == "(none)");
  }

  TEST_CASE("member: quotes, backslashes and brackets at every distance from each other") {
    for (std::size_t distance = 0; distance < 70; ++distance) {
      const std::string pad(distance, 'x');
      for (const std::string& trap : {std::string(R"(\")"), std::string(R"(\\)"), std::string("]}{["),
                                      std::string(R"(\\\")"), std::string("\xc3\xa9")}) {
        CAPTURE(trap);
        const std::string text = R"({"p":[")" + pad + trap + R"(",{"a":0}],"q":{"a":")" + trap + pad +
                                 R"("},"a":1,"r":")" + pad + trap + R"("})";
        CHECK(member(text, "a") == "1");
        CHECK(json(text).size() == 4);
        CHECK(member(text, "p") == R"([")" + pad + trap + R"(",{"a":0}])");
      }
    }
  }

  TEST_CASE("elements and members: in order, with white space and nesting around") {
    std::string seen;
    const auto add = [&](const RawJson& value) { seen += std::string(value.text()) + "|"; };
    json("[ 1 , [2,[3]] ,\"a,]\" , {\"b\":[]},null ]").for_each_element(add);
    CHECK(seen == "1|[2,[3]]|\"a,]\"|{\"b\":[]}|null|");
    seen.clear();
    json(R"({ "a" : 1 ,"b,}":{"c":[2]}, "d":"}" })").for_each_member([&](RawJson name, RawJson value) {
      add(name);
      add(value);
    });
    CHECK(seen == R"("a"|1|"b,}"|{"c":[2]}|"d"|"}"|)");
    seen.clear();
    json("[ ]").for_each_element(add);
    json("{}").for_each_element(add);
    json("[1]").for_each_member([&](RawJson, RawJson) { seen += "never"; });
    CHECK(seen.empty());
    CHECK(json("[ 1, [2,3] ,4]").size() == 3);
    CHECK(json(R"({"a":1, "b":[1,2]})").size() == 2);
    CHECK(json("[ ]").size() == 0);
  }

  TEST_CASE("from_json: integers must be whole and in range") {
    CHECK(read<int>("7") == "7");
    CHECK(read<int>("7.0") == "7");
    CHECK(read<int>("7.5") == "no");
    CHECK(read<int>("2147483648") == "no");
    CHECK(read<unsigned>("-1") == "no");
    CHECK(read<std::uint8_t>("255") == "255");
    CHECK(read<std::uint8_t>("256") == "no");
    CHECK(read<std::int64_t>("\"7\"") == "no");
    CHECK(read<double>("true") == "no");
    CHECK(read<bool>("true") == "1");
    CHECK(read<bool>("1") == "no");
    CHECK(read<float>("1.5") == "1.500000");
  }

  TEST_CASE("from_json: containers take all or nothing") {
    std::vector<int> list;
    CHECK(from_json(json("[1,2]"), list));
    CHECK(list == std::vector<int>{1, 2});
    CHECK_FALSE(from_json(json("[1,\"a\"]"), list));
    CHECK_FALSE(from_json(json("{}"), list));
    std::map<std::string, int> map;
    CHECK(from_json(json(R"({"\u0061":1,"b":2,"b":3})"), map));
    CHECK(map == std::map<std::string, int>{{"a", 1}, {"b", 3}});
    CHECK_FALSE(from_json(json(R"({"a":"x"})"), map));
    CHECK_FALSE(from_json(json("[]"), map));
    std::optional<int> maybe = 3;
    CHECK(from_json(json("null"), maybe));
    CHECK_FALSE(maybe.has_value());
    CHECK(from_json(json("4"), maybe));
    CHECK(maybe == 4);
    CHECK_FALSE(from_json(json("\"a\""), maybe));
    std::vector<std::optional<std::vector<std::string>>> nested;
    CHECK(from_json(json(R"([["a"],null,[]])"), nested));
    CHECK(nested.size() == 3);
  }
}
