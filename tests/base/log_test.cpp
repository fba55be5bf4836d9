#include "base/log.hpp"

#include <doctest/doctest.h>

#include <regex>

#include "../support/captured_stderr.hpp"

namespace log = base::log;
using test::stderr_of;

namespace {

struct LevelGuard {
  ~LevelGuard() { log::set_level(log::Level::info); }
};

}  // namespace

TEST_SUITE("base/log") {
  TEST_CASE("a line is UTC time, level and the joined parts") {
    const std::string text = stderr_of([] { log::warn("port ", 3001, " in use, ", 1.5); });
    const std::regex form(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn port 3001 in use, 1\.5\n)");
    CAPTURE(text);
    CHECK(std::regex_match(text, form));
  }

  TEST_CASE("a peer cannot forge a line or reach the terminal") {
    const std::string text =
        stderr_of([] { log::info("a\nb\r\x1b[31m\x7f", "\xc2\x9b", std::string_view("\0", 1)); });
    CAPTURE(text);
    CHECK(text.find("info a\\x0ab\\x0d\\x1b[31m\\x7f\\xc2\\x9b\\x00\n") != std::string::npos);
  }

  TEST_CASE("printable text beyond ASCII stays readable") {
    const std::string text = stderr_of([] { log::info("caf\xc3\xa9 \xc2\xa0 {}%s"); });
    CHECK(text.find("caf\xc3\xa9 \xc2\xa0 {}%s\n") != std::string::npos);
  }

  TEST_CASE("JSON: one object a line, valid whatever is in the message") {
    log::set_format(log::Format::json);
    const std::string text = stderr_of([] {
      log::warn("say \"hi\"\\", "\n\x7f", std::string_view("\0", 1));
      log::info("caf\xc3\xa9 \xf0\x9f\x8d\xbf \xc2\x9b|\xff|\xc3|\xed\xa0\x80");
    });
    log::set_format(log::Format::text);
    const std::regex form(
        R"(\{"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","level":"warn","message":"[^\n]*"\}\n.*\n)");
    CAPTURE(text);
    CHECK(std::regex_match(text, form));
    CHECK(text.find(R"("message":"say \"hi\"\\\u000a\u007f\u0000"})") != std::string::npos);
    CHECK(
        text.find(
            "\"message\":\"caf\xc3\xa9 \xf0\x9f\x8d\xbf \\u009b|\\ufffd|\\ufffd|\\ufffd\\ufffd\\ufffd\"}") !=
        std::string::npos);
  }

  TEST_CASE("levels below the threshold write nothing; off silences errors") {
    const LevelGuard guard;
    CHECK(stderr_of([] { log::debug("x"); }).empty());
    log::set_level(log::Level::debug);
    CHECK_FALSE(stderr_of([] { log::debug("x"); }).empty());
    log::set_level(log::Level::off);
    CHECK(stderr_of([] { log::error("x"); }).empty());
    CHECK_FALSE(log::enabled(log::Level::off));
  }

  TEST_CASE("level names: the six words and nothing else") {
    log::Level level = log::Level::info;
    CHECK(log::parse_level("trace", level));
    CHECK(level == log::Level::trace);
    CHECK(log::parse_level("off", level));
    CHECK(level == log::Level::off);
    for (const char* word : {"", "WARN", "warning", "inf", "info "}) {
      CHECK_FALSE(log::parse_level(word, level));
      CHECK(level == log::Level::off);
    }
  }
}
