#include "plain_json.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "json_library.hpp"
#include "socketio/json.hpp"

namespace {

constexpr std::size_t depth = 128;

bool is_plain(std::string_view text, std::size_t max_depth = depth) {
  socketio::JsonElements elements;
  return socketio::is_plain_json(text, max_depth, elements);
}

std::vector<std::string> elements_of(std::string_view text) {
  socketio::JsonElements elements;
  REQUIRE(socketio::is_plain_json(text, depth, elements));
  const auto all = elements.all();
  return {all.begin(), all.end()};
}

bool rapidjson_accepts(const std::string& text) {
  const std::string padded = text + std::string(16, '\0');  // its vector loads take whole blocks
  rapidjson::StringStream stream(padded.c_str());
  rapidjson::BaseReaderHandler<> ignore;
  rapidjson::Reader reader;
  return !reader.Parse<rapidjson::kParseIterativeFlag>(stream, ignore).IsError() &&
         stream.Tell() == text.size();
}

using Strings = std::vector<std::string>;

/// Pieces of JSON and of what looks like it, strung together; most results are wrong in one place.
std::string nearly_json(std::mt19937& random) {
  static const Strings pieces = {"[",
                                 "]",
                                 "{",
                                 "}",
                                 ",",
                                 ":",
                                 "\"a\"",
                                 "\"long enough for a block of bytes\"",
                                 "\"\\n\"",
                                 "\"\\u00e4\"",
                                 "\"\\ud83d\\ude00\"",
                                 "\"\\x\"",
                                 "0",
                                 "-1",
                                 "1.5",
                                 "1e3",
                                 "01",
                                 "1.",
                                 "true",
                                 "null",
                                 "nul",
                                 " ",
                                 "\n",
                                 "\"",
                                 "\\",
                                 "\t\"k\":",
                                 "[[]]",
                                 "{\"a\":[1,{}]}",
                                 "\"ä€😀\"",
                                 "\x01"};
  std::string text;
  const std::size_t length = 1 + random() % 9;
  for (std::size_t count = 0; count < length; ++count) text += pieces[random() % pieces.size()];
  return random() % 2 == 0 ? text : "[" + text + "]";
}

/// Always valid, of any shape.
std::string some_json(std::mt19937& random, int levels) {
  static const Strings scalars = {
      "\"\"", "\"word\"", "\"a \\\"quoted\\\" word and more\"", "0", "-12.5e+7", "true", "false", "null"};
  const auto kind = levels == 0 ? 0 : random() % 3;
  if (kind == 0) return scalars[random() % scalars.size()];
  std::string text(1, kind == 1 ? '[' : '{');
  for (std::size_t count = random() % 5; count > 0; --count) {
    if (text.size() > 1) text += random() % 2 == 0 ? "," : " ,\n";
    if (kind == 2) text += "\"key\" : ";
    text += some_json(random, levels - 1);
  }
  return text + (kind == 1 ? ']' : '}');
}

/// What RawJson finds when it walks the array itself.
Strings walked(const std::string& array) {
  Strings found;
  socketio::RawJson::trusted(array).for_each_element(
      [&](const socketio::RawJson& element) { found.emplace_back(element.text()); });
  return found;
}

}  // namespace

TEST_SUITE("socketio/plain_json") {
  TEST_CASE("ordinary payloads are recognised") {
    for (const char* text :
         {R"(["play:seek",1234.567])", R"(["chat:message",{"content":"hi \"you\" 🍿","type":"text"}])",
          "[]", "{}", R"({"token":"x"})", "  [ 1 , -2 , 0 , 0.5 , 1e9 , 1E-9 , 1e+9 ] ", R"("text")", "true",
          "null", "-0", R"("\u00e4\/\b\f\n\r\t\\")", R"({"a":{"b":[{"c":[]}]},"d":""})", R"(["\ud800"])",
          "1e999"}) {
      CAPTURE(text);
      CHECK(is_plain(text));
    }
  }

  TEST_CASE("what is not JSON is left to RapidJSON") {
    for (const char* text : {"",
                             " ",
                             "[",
                             "]",
                             "[1",
                             "[1,",
                             "[1,]",
                             "[,1]",
                             "{\"a\"}",
                             "{\"a\":}",
                             "{\"a\":1,}",
                             "{a:1}",
                             "[1 2]",
                             "[1]]",
                             "[1}",
                             "{\"a\":1]",
                             "01",
                             "1.",
                             ".5",
                             "+1",
                             "1e",
                             "-",
                             "tru",
                             "truex",
                             "nul",
                             "\"",
                             "\"\\\"",
                             "\"\\x\"",
                             "\"\\u12g4\"",
                             "\"\\u123",
                             "\"\n\"",
                             "\"a long string with a control character \x1f in it\"",
                             "[\"a\" \"b\"]",
                             "NaN",
                             "'a'"}) {
      CAPTURE(text);
      CHECK_FALSE(is_plain(text));
    }
    CHECK_FALSE(is_plain(std::string_view("1\0", 2)));
  }

  TEST_CASE("the depth limit counts arrays and objects alike") {
    CHECK(is_plain("[{\"a\":[]}]", 3));
    CHECK_FALSE(is_plain("[{\"a\":[]}]", 2));
    CHECK(is_plain(std::string(1000, '[') + std::string(1000, ']'), 1000));
    CHECK_FALSE(is_plain(std::string(1001, '[') + std::string(1001, ']'), 1000));
  }

  TEST_CASE("the elements of the outermost array come along, as they were written") {
    CHECK(elements_of(R"([ "a" ,{"b": [1,2]}, [3, [4]],5 ])") ==
          Strings{"\"a\"", "{\"b\": [1,2]}", "[3, [4]]", "5"});
    CHECK(elements_of("[]").empty());
    CHECK(elements_of("{\"a\":[1,2]}").empty());
    CHECK(elements_of("[1,2,3,4,5,6]").size() == 6);
    CHECK(elements_of("[1,2,3,4,5,6,7]").empty());  // too many: whoever needs them walks the array
  }

  TEST_CASE("it never accepts what RapidJSON refuses, and slices as RawJson does") {
    std::mt19937 random(20'261'125);
    int accepted = 0;
    for (int round = 0; round < 30'000; ++round) {
      const std::string text = nearly_json(random);
      if (!is_plain(text)) continue;
      CAPTURE(text);
      ++accepted;
      CHECK(rapidjson_accepts(text));
    }
    CHECK(accepted > 1'000);
    for (int round = 0; round < 3'000; ++round) {
      const std::string text = "[" + some_json(random, 4) + "," + some_json(random, 4) + "]";
      CAPTURE(text);
      CHECK(rapidjson_accepts(text));
      CHECK(elements_of(text) == walked(text));
    }
  }
}
