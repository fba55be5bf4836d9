#include <doctest/doctest.h>

#include "engine_harness.hpp"

using test::EngineHarness;

TEST_SUITE("engineio/current_request") {
  TEST_CASE("the POST that carried the message, while it is handed over; else and on WebSocket nothing") {
    EngineHarness t;
    std::vector<std::string> seen;
    t.on_message = [&](engineio::Session& session, const engineio::Frame&) {
      const engineio::HttpRequest* const request = session.current_request();
      seen.push_back(request == nullptr ? "none" : std::string(request->header("x-mark")));
    };
    t.on_open = [&](engineio::Session& session) { CHECK(session.current_request() == nullptr); };
    const std::string sid = t.open_polling();
    t.post(sid,
           "4a\x1e"
           "4b",
           {{"X-Mark", "one"}});
    t.post(sid, "4c", {{"X-Mark", "two"}});
    CHECK(seen == std::vector<std::string>{"one", "one", "two"});
    CHECK(t.session(sid).current_request() == nullptr);
    t.text(t.upgrade_completely(sid), "4d");
    CHECK(seen.back() == "none");
  }

  TEST_CASE("it is nobody else's") {
    EngineHarness t;
    const std::string other = t.open_polling();
    t.on_message = [&](engineio::Session&, const engineio::Frame&) {
      CHECK(t.session(other).current_request() == nullptr);
    };
    t.post(t.open_polling(), "4x");
    CHECK(t.record().saw("message x"));
  }

  TEST_CASE("a handler that ends the session leaves nothing behind") {
    EngineHarness t;
    t.on_message = [](engineio::Session& session, const engineio::Frame&) {
      session.discard();
      CHECK(session.current_request() != nullptr);
    };
    t.post(t.open_polling(), "4x");
    t.on_message = nullptr;
    t.on_open = [](engineio::Session& session) { CHECK(session.current_request() == nullptr); };
    t.open_polling();
  }
}
