// How often clients may do something: contract 8.1, D8, D10.

#include <doctest/doctest.h>

#include "../support/counters.hpp"
#include "../support/room_harness.hpp"

namespace test {
namespace {

constexpr const char* too_often = R"([{"success":false,"error":"尝试次数过多，请稍后再试"}])";
constexpr const char* wrong_password = R"([{"success":false,"error":"密码错误"}])";
constexpr const char* create = R"(["room:create",{"name":"n","userName":"ann"}])";

/// As many of these frames came.
std::size_t received(Page& page, std::string_view frame) {
  const Frames frames = page.frames();
  return static_cast<std::size_t>(
      std::ranges::count_if(frames, [=](const std::string& one) { return one.starts_with(frame); }));
}
void emit_often(Page& page, std::string_view event, int times) {
  for (int i = 0; i < times; ++i) page.emit(event);
}
bool succeeds(const std::string& answer) { return answer.starts_with(R"([{"success":true)"); }

}  // namespace

TEST_SUITE("watchroom/rates") {
  TEST_CASE("events: a burst and a rate, the rest is dropped and the connection stays") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B");
    t.create_room(a);
    t.join(b, "bob");  // one event of B's burst
    t.clear();
    emit_often(b, R"(["play:seek",1])", 250);
    CHECK(received(a, R"(42["play:seek",1])") == 199);
    t.advance(1s);
    emit_often(b, R"(["play:seek",1])", 100);
    CHECK(received(a, R"(42["play:seek",1])") == 50);
    CHECK_FALSE(b.closed());
    CHECK(count_of(t.app().counters().limited, "events") == 101);
  }

  TEST_CASE("events: who asked for an answer is told") {
    RoomHarness t;
    Page& a = t.page("A");
    emit_often(a, R"(["play:play"])", 200);
    CHECK(a.ask(create) == too_often);
    CHECK(a.ask(R"(["room:join",{"roomId":"ABCDEF"}])") == too_often);
    CHECK(a.ask(R"(["state:clear"])") == too_often);
    CHECK(a.ask(R"(["screen:helper-register",{"roomId":"ABCDEF"}])") == too_often);
    CHECK(a.ask(R"(["play:play"])") == "(no answer)");
    t.advance(100ms);
    CHECK(succeeds(a.ask(create)));
  }

  TEST_CASE("events: the limit of one connection is not that of another") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B");
    emit_often(a, R"(["play:play"])", 300);
    CHECK(succeeds(b.ask(create)));
  }

  TEST_CASE("heartbeats: a page that sends too much is answered all the same, a flood of them is not") {
    RoomHarness t;
    Page& a = t.page("A");
    emit_often(a, R"(["play:play"])", 300);
    t.advance(10ms);
    a.emit(R"(["heartbeat"])");
    CHECK(received(a, R"(42["heartbeat:pong")") == 1);
    emit_often(a, R"(["heartbeat"])", 3000);
    CHECK(received(a, R"(42["heartbeat:pong")") < 10);
  }

  TEST_CASE("audio has a bucket of its own") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B");
    t.create_room(a);
    t.join(b, "bob");
    t.clear();
    emit_often(b, R"(["voice:audio-chunk",{"audioData":[1]}])", 30);
    CHECK(received(a, R"(42["voice:audio-chunk")") == 20);
    t.advance(1s);
    emit_often(b, R"(["voice:audio-chunk",{"audioData":[1]}])", 30);
    CHECK(received(a, R"(42["voice:audio-chunk")") == 10);
    b.emit(R"(["play:play"])");
    CHECK(received(a, R"(42["play:play"])") == 1);
    CHECK(count_of(t.app().counters().limited, "audio") == 30);
  }

  TEST_CASE("room:list: above the rate the answer comes later, one at a time") {
    RoomHarness t;
    Page& a = t.page("A");
    for (int i = 0; i < 5; ++i) CHECK(a.ask(R"(["room:list"])") == "[[]]");
    CHECK(a.ask(R"(["room:list"])") == "(no answer)");
    CHECK(a.ask(R"(["room:list"])") == "(no answer)");
    CHECK(a.frames() == Frames{});
    t.create_room(a);
    t.advance(200ms);
    const Frames late = a.frames();
    REQUIRE(late.size() == 1);
    CHECK(late.front().starts_with(R"(436[[{"id":"<R1>")"));  // as it is now
    CHECK(a.ask(R"(["room:list"])") == "(no answer)");
    t.advance(1s);
    CHECK(a.frames().size() == 1);
    CHECK(a.ask(R"(["room:list"])") != "(no answer)");
  }

  TEST_CASE("room:list: an answer that waits goes with its connection") {
    RoomHarness t;
    Page& a = t.page("A");
    for (int i = 0; i < 6; ++i) a.ask(R"(["room:list"])");
    const std::size_t waiting = t.time.pending();
    a.drop();
    CHECK(t.time.pending() < waiting);
    t.advance(1s);
  }

  TEST_CASE("rooms: five a minute of one connection") {
    RoomHarness t;
    Page& a = t.page("A");
    for (int i = 0; i < 5; ++i) CHECK(succeeds(a.ask(create)));
    CHECK(a.ask(create) == too_often);
    t.advance(12s);
    CHECK(succeeds(a.ask(create)));
    CHECK(a.ask(create) == too_often);
    CHECK(count_of(t.app().counters().limited, "creations") == 2);
  }

  TEST_CASE("rooms: what is refused for another reason costs nothing") {
    RoomHarness t;
    Page& a = t.page("A");
    for (int i = 0; i < 10; ++i) a.ask(R"(["room:create",null])");
    CHECK(succeeds(a.ask(create)));
  }

  TEST_CASE("rooms: all connections of one address may do what 20 may, and a network is one address") {
    watchroom::Config config;
    config.limits.max_rooms_per_address = 1'000;
    RoomHarness t(config);
    int made = 0;
    for (int i = 0; i < 30; ++i) {
      Page& page = t.page("P" + std::to_string(i), i % 2 == 0 ? "2001:db8::1" : "2001:db8::ffff:2");
      for (int k = 0; k < 5; ++k) made += succeeds(page.ask(create)) ? 1 : 0;
    }
    CHECK(made == 100);
    CHECK(succeeds(t.page("Q", "2001:db8:0:1::1").ask(create)));
  }

  TEST_CASE("rooms: so many of one address at a time") {
    watchroom::Config config;
    config.limits.max_rooms_per_address = 2;
    config.empty_room_grace = 0ms;
    RoomHarness t(config);
    Page &a = t.page("A", "203.0.113.7"), &b = t.page("B", "203.0.113.7"), &c = t.page("C", "203.0.113.7");
    CHECK(succeeds(a.ask(create)));
    CHECK(succeeds(b.ask(create)));
    CHECK(c.ask(create) == R"([{"success":false,"error":"创建房间失败"}])");
    CHECK(succeeds(t.page("D", "203.0.113.8").ask(create)));
    CHECK(count_of(t.app().counters().limited, "rooms_per_address") == 1);
    a.emit(R"(["room:leave"])");
    CHECK(succeeds(c.ask(create)));
  }

  TEST_CASE("addresses that are not of the Internet are not counted: all may come by one proxy") {
    watchroom::Config config;
    config.limits.max_rooms_per_address = 1;
    config.rates.address_factor = 1;
    RoomHarness t(config);
    for (const std::string address : {"127.0.0.1", "10.1.2.3", "192.168.1.1", "::1", "fd00::1"}) {
      CAPTURE(address);
      for (int i = 0; i < 10; ++i) CHECK(succeeds(t.page(address + std::to_string(i), address).ask(create)));
    }
  }

  TEST_CASE("joins: ten wrong passwords a minute, then nothing is compared (D8)") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B");
    t.create_room(a, R"(,"password":"pw")");
    const auto join = [&](const std::string& password) {
      return b.ask(R"(["room:join",{"roomId":"<R1>","userName":"b","password":")" + password + R"("}])");
    };
    for (int i = 0; i < 10; ++i) CHECK(join("guess" + std::to_string(i)) == wrong_password);
    CHECK(join("pw") == too_often);
    CHECK(b.ask(R"(["room:join",{"roomId":"NOSUCH","userName":"b"}])") == too_often);
    t.advance(6s);
    CHECK(succeeds(join("pw")));
    CHECK(count_of(t.app().counters().limited, "failed_joins") == 2);
  }

  TEST_CASE("joins: those that succeed are not counted") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B", "203.0.113.7");
    t.create_room(a, R"(,"password":"pw")");
    for (int i = 0; i < 50; ++i) {
      CHECK(succeeds(b.ask(R"(["room:join",{"roomId":"<R1>","userName":"b","password":"pw"}])")));
      b.emit(R"(["room:leave"])");
    }
  }

  TEST_CASE("joins: a new connection of the same address does not get new tries in that room (D8)") {
    RoomHarness t;
    Page& a = t.page("A");
    t.create_room(a, R"(,"password":"pw")");
    const auto join = [&](Page& page) {
      return page.ask(R"(["room:join",{"roomId":"<R1>","userName":"b","password":"no"}])");
    };
    for (int i = 0; i < 50; ++i)
      CHECK(join(t.page("P" + std::to_string(i), "203.0.113.7")) == wrong_password);
    CHECK(join(t.page("Q", "203.0.113.7")) == too_often);
    CHECK(join(t.page("R", "203.0.113.8")) == wrong_password);  // nobody else is locked out
    Page& c = t.page("C");
    t.create_room(c, R"(,"password":"pw")");
    CHECK(succeeds(
        t.page("S", "203.0.113.7").ask(R"(["room:join",{"roomId":"<R2>","userName":"s","password":"pw"}])")));
  }

  TEST_CASE("joins: a valid owner token is never held up (D8)") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B", "203.0.113.7");
    t.create_room(a, R"(,"password":"pw")");
    for (int i = 0; i < 12; ++i) b.ask(R"(["room:join",{"roomId":"<R1>","userName":"b","password":"no"}])");
    for (int i = 0; i < 12; ++i) {
      b.ask(R"(["screen:helper-register",{"roomId":"<R1>","ownerToken":"no"}])");
    }
    CHECK(b.ask(R"(["screen:helper-register",{"roomId":"<R1>","ownerToken":"no"}])") == too_often);
    CHECK(b.ask(R"(["screen:helper-register",{"roomId":"<R1>","ownerToken":"<T1>"}])") ==
          R"([{"success":true}])");
    CHECK(succeeds(b.ask(R"(["room:join",{"roomId":"<R1>","userName":"b","ownerToken":"<T1>"}])")));
  }

  TEST_CASE("relays: the members of a room share what it may cost, its owner is always heard") {
    watchroom::Config config;
    config.rates.relay_burst = 30;
    config.rates.relays_per_second = 3;
    RoomHarness t(config);
    Page &a = t.page("A"), &b = t.page("B"), &c = t.page("C");
    t.create_room(a);
    t.join(b, "bob");
    t.join(c, "cid");
    t.clear();
    emit_often(b, R"(["play:seek",1])", 8);
    emit_often(c, R"(["play:seek",2])", 8);
    CHECK(received(a, R"(42["play:seek")") == 10);  // three members each
    a.emit(R"(["play:seek",3])");
    CHECK(received(b, R"(42["play:seek",3])") == 1);
    CHECK(count_of(t.app().counters().limited, "relays") == 6);
    t.advance(1s);
    c.emit(R"(["play:seek",4])");
    CHECK(received(a, R"(42["play:seek",4])") == 1);
  }

  TEST_CASE("events of one address: what 20 connections may") {
    watchroom::Config config;
    config.rates.address_factor = 2;  // 20 seconds of 50 events
    RoomHarness t(config);
    std::size_t answered = 0;
    for (int i = 0; i < 8; ++i) {
      Page& page = t.page("P" + std::to_string(i), "203.0.113.7");
      emit_often(page, R"(["play:play"])", 198);
      answered += page.ask(R"(["state:clear"])") == too_often ? 0U : 1U;
    }
    CHECK(answered == 5);
    CHECK(succeeds(t.page("Q", "203.0.113.8").ask(create)));
  }

  TEST_CASE("0 is no limit") {
    RoomHarness t(without_rates());
    Page &a = t.page("A", "203.0.113.7"), &b = t.page("B", "203.0.113.7");
    t.create_room(a, R"(,"password":"pw")");
    for (int i = 0; i < 100; ++i) {
      CHECK(b.ask(R"(["room:join",{"roomId":"<R1>","password":"no"}])") == wrong_password);
      CHECK(b.ask(R"(["room:list"])") != "(no answer)");
    }
    emit_often(a, R"(["heartbeat"])", 1000);
    CHECK(received(a, R"(42["heartbeat:pong")") == 1000);
    b.ask(R"(["room:join",{"roomId":"<R1>","password":"pw"}])");
    a.frames();
    emit_often(b, R"(["play:seek",1])", 1000);
    emit_often(b, R"(["voice:audio-chunk",{"audioData":[1]}])", 1000);
    const Frames frames = a.frames();
    CHECK(frames.size() == 2000);
  }

  TEST_CASE("counters: events by name, unknown ones together") {
    RoomHarness t;
    Page& a = t.page("A");
    emit_often(a, R"(["play:play"])", 3);
    a.emit(R"(["what is this"])");
    a.emit(R"(["counters",{}])");
    const std::vector<watchroom::EventTraffic> traffic = t.app().traffic();
    const auto of = [&](std::string_view name) {
      return std::ranges::find(traffic, name, &watchroom::EventTraffic::name)->received;
    };
    CHECK(of("play:play") == 3);
    CHECK(of("other") == 2);
    CHECK(of("room:list") == 0);
  }
}

}  // namespace test
