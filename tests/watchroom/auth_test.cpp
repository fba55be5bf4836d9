#include "watchroom/app.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "../support/captured_stderr.hpp"
#include "../support/room_harness.hpp"

namespace test {
namespace {

/// The four frames of a refusal: accepted, told, disconnected.
void check_refused(Page& page) {
  const Frames frames = page.frames();
  REQUIRE(frames.size() == 3);
  CHECK(frames[0].starts_with(R"(40{"sid":")"));
  CHECK(frames[1] == R"(42["error","Unauthorized"])");
  CHECK(frames[2] == "41");
  CHECK(page.closed());
}

}  // namespace

TEST_SUITE("watchroom/auth") {
  TEST_CASE("wrong token: accepted, told, disconnected, transport closed (S01, S02)") {
    RoomHarness t;
    Page& page = t.open();
    page.send(R"(40{"token":"bad"})");
    check_refused(page);
    CHECK(t.wire[page.connection()].close_code == 0);
    CHECK_FALSE(t.wire[page.connection()].aborted);
  }

  TEST_CASE("missing or odd token: the same answer") {
    for (const std::string auth :
         {"", "{}", R"({"token":null})", R"({"token":["KEY"]})", R"({"token":""})", R"({"token":"KEY "})",
          R"({"token":"key"})", R"({"TOKEN":"KEY"})", R"({"token":{"token":"KEY"}})", R"({"token":1})"}) {
      CAPTURE(auth);
      RoomHarness t;
      Page& page = t.open();
      page.send("40" + auth);
      check_refused(page);
    }
  }

  TEST_CASE("token in a header or in the query only: refused (S03)") {
    RoomHarness t;
    const auto connection = t.wire.websocket("/socket.io/?EIO=4&transport=websocket&token=KEY&auth=KEY",
                                             {{"Authorization", "Bearer KEY"}});
    t.wire.take_frames(connection);
    t.wire.text(connection, "40");
    const Frames frames = t.wire.take_frames(connection);
    REQUIRE(frames.size() == 3);
    CHECK(frames[1] == R"(42["error","Unauthorized"])");
  }

  TEST_CASE("right token: nothing is pushed, and the server waits (S05)") {
    RoomHarness t;
    Page& page = t.page("A");
    CHECK(page.frames() == Frames{});
    CHECK(page.ask(R"(["room:list"])") == "[[]]");
  }

  TEST_CASE("a refused socket has no handlers: what it sends in the same breath is ignored") {
    RoomHarness t;
    Page& page = t.open();
    t.wire.text(page.connection(), R"(40{"token":"bad"})");
    t.wire.text(page.connection(), R"(421["room:list"])");
    t.wire.text(page.connection(), R"(42["heartbeat"])");
    t.settle();
    check_refused(page);
    CHECK(t.stats().total_rooms == 0);
  }

  TEST_CASE("polling: a client that polls is served the same events (S04)") {
    RoomHarness t;
    const auto opened = t.wire.get("/socket.io/?EIO=4&transport=polling");
    const std::string sid = RoomHarness::value_in(t.wire[opened].body(), "sid");
    const std::string target = "/socket.io/?EIO=4&transport=polling&sid=" + sid;
    t.wire.post(target, R"(40{"token":"KEY"})");
    t.settle();
    t.wire.get(target);
    t.wire.post(target, R"(421["room:list"])");
    t.settle();
    CHECK(t.wire[t.wire.get(target)].body() == "431[[]]");
  }

  TEST_CASE("polling, wrong token: the reason and the disconnect come before the close (S01)") {
    RoomHarness t;
    const auto opened = t.wire.get("/socket.io/?EIO=4&transport=polling");
    const std::string sid = RoomHarness::value_in(t.wire[opened].body(), "sid");
    const std::string target = "/socket.io/?EIO=4&transport=polling&sid=" + sid;
    const auto poll = t.wire.get(target);
    t.wire.post(target, R"(40{"token":"bad"})");
    t.settle();
    const std::string body = t.wire[poll].body();
    CHECK(body.starts_with(R"(40{"sid":")"));
    CHECK(
        body.ends_with("}\x1e"
                       R"(42["error","Unauthorized"])"
                       "\x1e"
                       "41"));
    CHECK(t.wire[t.wire.get(target)].body() ==
          "6\x1e"
          "1");
  }

  TEST_CASE("configuration: an empty key, a limit of zero and a negative time do not start") {
    base::ManualTimers time;
    FakeWire wire;
    socketio::Server server({}, time, wire);
    watchroom::Config config;
    CHECK_THROWS_AS(watchroom::App(server, time, config), std::invalid_argument);
    config.auth_key = "KEY";
    config.limits.max_rooms = 0;
    CHECK_THROWS_AS(watchroom::App(server, time, config), std::invalid_argument);
    config.limits.max_rooms = 1;
    config.owner_state_timeout = -1ms;
    CHECK_THROWS_AS(watchroom::App(server, time, config), std::invalid_argument);
  }

  TEST_CASE("log: tells who came and went and who was refused, and no secret (D5)") {
    const std::string text = stderr_of([] {
      RoomHarness t;
      base::log::set_level(base::log::Level::trace);
      t.open().send(R"(40{"token":"WRONG-KEY"})");
      Page &a = t.page("A"), &b = t.page("B");
      t.create_room(a, R"(,"password":"PASS-WORD")");
      b.ask(R"(["room:join",{"roomId":"<R1>","userName":"bob","password":"WRONG-WORD"}])");
      b.ask(R"(["room:join",{"roomId":"<R1>","userName":"bob","ownerToken":"<T1>"}])");
      b.ask(R"(["screen:helper-register",{"roomId":"<R1>","ownerToken":"WRONG-TOKEN"}])");
      b.emit(R"(["room:leave"])");
      a.drop();
      base::log::write(base::log::Level::info, "token " + t.with_ids("<T1>"));
    });
    base::log::set_level(base::log::Level::off);
    const std::string token = text.substr(text.rfind(' ') + 1, 32);
    CHECK(text.find(token) == text.rfind(token));
    for (const char* word : {"is not authorized: wrong token", "created room", "joined room", "密码错误",
                             "left room", "disconnected: ", "is gone"}) {
      CAPTURE(word);
      CHECK(text.find(word) != std::string::npos);
    }
    for (const char* secret : {"KEY", "PASS-WORD", "WRONG-WORD", "WRONG-TOKEN"}) {
      CAPTURE(secret);
      CHECK(text.find(secret) == std::string::npos);
    }
  }

  TEST_CASE("the application touches the namespace / only") {
    RoomHarness t;
    t.server().of("/other");
    Page& page = t.page("A");
    page.send("40/other,");
    const Frames frames = page.frames();
    REQUIRE(frames.size() == 1);
    CHECK(frames.front().starts_with("40/other,{"));
    page.send(R"(42/other,1["room:list"])");
    CHECK(page.frames() == Frames{});
  }
}

}  // namespace test
