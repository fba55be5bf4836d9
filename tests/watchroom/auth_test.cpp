#include "watchroom/app.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "../support/captured_stderr.hpp"
#include "../support/counters.hpp"
#include "../support/room_harness.hpp"
#include "base/base64.hpp"
#include "base/digest.hpp"

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

/// Signed with "site-secret".
std::string signed_token(const std::string& payload) {
  const std::string text = "v1." + base::base64url_encode(payload);
  return text + "." + base::base64url_encode(base::bytes(base::hmac_sha256("site-secret", text)));
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
    base::ManualWorker worker;
    FakeWire wire;
    socketio::Server server({}, time, wire);
    watchroom::Config config;
    CHECK_THROWS_AS(watchroom::App(server, time, config, {worker}), std::invalid_argument);
    config.auth_keys = {"KEY", ""};
    CHECK_THROWS_AS(watchroom::App(server, time, config, {worker}), std::invalid_argument);
    config.auth_keys = {"KEY"};
    config.token_secrets = {"other", "KEY"};
    CHECK_THROWS_AS(watchroom::App(server, time, config, {worker}), std::invalid_argument);
    config.token_secrets.clear();
    config.limits.max_rooms = 0;
    CHECK_THROWS_AS(watchroom::App(server, time, config, {worker}), std::invalid_argument);
    config.limits.max_rooms = 1;
    config.owner_state_timeout = -1ms;
    CHECK_THROWS_AS(watchroom::App(server, time, config, {worker}), std::invalid_argument);
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
    for (const char* word : {"refused 127.0.0.1: wrong token (sha256 ", "created room", "joined room",
                             "密码错误", "left room", "disconnected: ", "is gone"}) {
      CAPTURE(word);
      CHECK(text.find(word) != std::string::npos);
    }
    for (const char* secret : {"KEY", "PASS-WORD", "WRONG-WORD", "WRONG-TOKEN"}) {
      CAPTURE(secret);
      CHECK(text.find(secret) == std::string::npos);
    }
  }

  TEST_CASE("each of several keys lets in") {
    watchroom::Config config;
    config.auth_keys = {"OLD-KEY"};
    RoomHarness t(config);
    for (const std::string key : {"KEY", "OLD-KEY"}) {
      Page& page = t.open();
      page.send(R"(40{"token":")" + key + R"("})");
      CHECK(page.frames().size() == 1);
      CHECK_FALSE(page.closed());
    }
    Page& page = t.open();
    page.send(R"(40{"token":"KEY,OLD-KEY"})");
    check_refused(page);
  }

  TEST_CASE("log: why a client was refused, with its address and a digest of what it showed") {
    const std::string text = stderr_of([] {
      watchroom::Config config;
      config.token_secrets = {"site-secret"};
      RoomHarness t(config);
      base::log::set_level(base::log::Level::info);
      t.open_from("203.0.113.7").send("40");
      t.open_from("203.0.113.7").send(R"(40{"token":"abc"})");
      t.open_from("2001:db8::1").send(R"(40{"token":")" + signed_token(R"({"exp":1699999000})") + R"("})");
      t.open_from("2001:db8::1").send(R"(40{"token":")" + signed_token(R"({"exp":"soon"})") + R"("})");
    });
    base::log::set_level(base::log::Level::off);
    for (const char* line : {"watchroom: refused 203.0.113.7: missing token\n",
                             "watchroom: refused 203.0.113.7: wrong token (sha256 ba7816bf)\n",
                             "watchroom: refused 2001:db8::1: expired token\n",
                             "watchroom: refused 2001:db8::1: invalid token\n"}) {
      CAPTURE(line);
      CHECK(text.find(line) != std::string::npos);
    }
  }

  TEST_CASE(
      "log: who tries again and again fills no log; every refusal is counted and gets the same answer "
      "(D25)") {
    watchroom::Counters counters;
    const std::string text = stderr_of([&] {
      RoomHarness t;
      base::log::set_level(base::log::Level::info);
      for (int i = 0; i < 100; ++i) {
        Page& page = t.open_from("203.0.113.7");
        page.send(R"(40{"token":"bad"})");
        check_refused(page);
      }
      t.open_from("203.0.113.8").send(R"(40{"token":"bad"})");
      t.advance(10s);
      t.open_from("203.0.113.7").send(R"(40{"token":"bad"})");
      counters = t.app().counters();
    });
    base::log::set_level(base::log::Level::off);
    std::size_t lines = 0;
    for (std::size_t at = text.find("refused"); at != std::string::npos; at = text.find("refused", at + 1))
      ++lines;
    CHECK(lines == 5 + 1 + 1);
    CHECK(text.find("(95 such lines left out before)") != std::string::npos);
    CHECK(count_of(counters.refused, "wrong_token") == 102);
    CHECK(count_of(counters.refused, "missing_token") == 0);
  }

  TEST_CASE("a right key lets in whatever others of the same address try (D25)") {
    RoomHarness t;
    for (int i = 0; i < 500; ++i) t.open_from("203.0.113.7").send(R"(40{"token":"bad"})");
    Page& page = t.open_from("203.0.113.7");
    page.send(R"(40{"token":"KEY"})");
    CHECK(page.ask(R"(["room:list"])") == "[[]]");
  }

  TEST_CASE("signed token: lets in until it ends, and whoever is in stays in") {
    watchroom::Config config;
    config.token_secrets = {"old-secret", "site-secret"};
    RoomHarness t(config);
    const std::string connect = R"(40{"token":")" + signed_token(R"({"exp":1700000060})") + R"("})";
    Page& page = t.open();
    page.send(connect);
    CHECK(page.ask(R"(["room:list"])") == "[[]]");
    t.advance(119s);  // a minute more, for clocks that differ
    Page& later = t.open();
    later.send(connect);
    CHECK(later.ask(R"(["room:list"])") == "[[]]");
    t.advance(1s);
    Page& last = t.open();
    last.send(connect);
    check_refused(last);
    CHECK(page.ask(R"(["room:list"])") == "[[]]");
    CHECK(count_of(t.app().counters().refused, "expired_token") == 1);
  }

  TEST_CASE("signed token: without a secret nothing is signed") {
    RoomHarness t;
    Page& page = t.open();
    page.send(R"(40{"token":")" + signed_token(R"({"exp":1700000060})") + R"("})");
    check_refused(page);
  }

  TEST_CASE("signed token with a name: no member of that connection has another one (D30)") {
    watchroom::Config config;
    config.token_secrets = {"site-secret"};
    RoomHarness t(config);
    Page& a = t.page("A");
    t.create_room(a);
    Page& b = t.open();
    b.send(R"(40{"token":")" + signed_token(R"({"exp":1700000060,"name":"bob"})") + R"("})");
    t.call(RoomHarness::value_in(b.frames().front(), "sid"), "<B>");
    b.ask(R"(["room:join",{"roomId":"<R1>","userName":"ann"}])");
    CHECK(a.frames() == Frames{R"(42["room:member-joined",{"id":"<B>","name":"bob","isOwner":false,)"
                               R"("lastHeartbeat":1700000000000}])"});
    b.emit(R"(["chat:message",{"content":"hi","type":"text","userName":"ann"}])");
    CHECK(a.frames().front().find(R"("userName":"bob")") != std::string::npos);
    CHECK(b.ask(R"(["room:create",{"name":"n","userName":"ann","isPublic":true}])")
              .find(R"("ownerName":"bob")") != std::string::npos);
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
