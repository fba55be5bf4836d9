#include <doctest/doctest.h>

#include "../support/room_harness.hpp"

namespace test {
namespace {

struct Pair : RoomHarness {
  explicit Pair(watchroom::Config config = {}) : RoomHarness(std::move(config)) {
    create_room(a);
    join(b, "bob");
    clear();
  }
  void show() {
    a.emit(R"(["play:update",{"type":"play"}])");
    clear();
  }

  Page& a = page("A");
  Page& b = page("B");
};

const Frames cleared{R"(42["state:cleared"])"};
const Frames deleted{R"(42["room:deleted"])"};

}  // namespace

TEST_SUITE("watchroom/presence") {
  TEST_CASE_FIXTURE(Pair, "heartbeat: answered in and out of a room (S25, D19)") {
    advance(1500ms);
    a.emit(R"(["heartbeat"])");
    CHECK(a.frames() == Frames{R"(42["heartbeat:pong",{"timestamp":1700000001500}])"});
    Page& x = page("X");
    x.emit(R"(["heartbeat",{"extra":1}])");
    CHECK(x.frames() == Frames{R"(42["heartbeat:pong",{"timestamp":1700000001500}])"});
    CHECK(b.frames() == Frames{});
    CHECK(x.ask(R"(["room:list"])").find(R"("lastOwnerHeartbeat":1700000001500)") != std::string::npos);
  }

  TEST_CASE_FIXTURE(Pair, "owner gone: state cleared at 30 s, room deleted at 300 s, everybody out (S43)") {
    show();
    a.drop();
    clear();
    advance(29'999ms);
    CHECK(b.frames() == Frames{});
    advance(1ms);
    CHECK(b.frames() == cleared);
    CHECK(b.ask(R"(["room:list"])").find(R"("currentState":null)") != std::string::npos);
    advance(269'999ms);
    CHECK(b.frames() == Frames{});
    advance(1ms);
    CHECK(b.frames() == deleted);
    CHECK(b.ask(R"(["room:list"])") == "[[]]");
    b.emit(R"(["chat:message",{"content":"hi","type":"text"}])");
    CHECK(b.frames() == Frames{});
    CHECK(stats().total_members == 0);
  }

  TEST_CASE_FIXTURE(Pair,
                    "silent owner: counted from the last sign, though the connection is still open (S43)") {
    show();
    a.go_silent();
    advance(29'999ms);
    CHECK(b.frames() == Frames{});
    advance(1ms);
    CHECK(b.frames() == cleared);
    CHECK(a.frames() == cleared);
    advance(5min);
    const Frames end = b.frames();
    CHECK(end == Frames{R"(42["room:member-left","<A>"])", R"(42["room:deleted"])"});
  }

  TEST_CASE_FIXTURE(Pair, "silent owner: closed by ping timeout, the room still counts from the last sign") {
    show();
    advance(5s);
    a.emit(R"(["heartbeat"])");
    a.go_silent();
    clear();
    advance(299'999ms);
    CHECK(stats().total_rooms == 1);
    advance(1ms);
    CHECK(stats().total_rooms == 0);
  }

  TEST_CASE_FIXTURE(Pair, "owner connected but without heartbeats: nothing happens (S44, D14)") {
    show();
    advance(1h);
    CHECK(b.frames() == Frames{});
    CHECK(a.frames() == Frames{});
    CHECK(stats().total_rooms == 1);
  }

  TEST_CASE_FIXTURE(Pair, "owner comes back in time: the state stays") {
    show();
    a.drop();
    advance(29s);
    Page& a2 = page("A2");
    a2.ask(R"(["room:join",{"roomId":"<R1>","userName":"ann","ownerToken":"<T1>"}])");
    clear();
    advance(10min);
    CHECK(b.frames() == Frames{});
  }

  TEST_CASE_FIXTURE(Pair, "an older tab of the owner keeps the room alive (D15)") {
    show();
    Page& a2 = page("A2");
    a2.ask(R"(["room:join",{"roomId":"<R1>","userName":"ann","ownerToken":"<T1>"}])");
    a2.go_silent();
    clear();
    advance(10min);
    CHECK(b.frames() == Frames{R"(42["room:member-left","<A2>"])",
                               R"(42["room:member-joined",{"id":"<A>","name":"ann","isOwner":true,)"
                               R"("lastHeartbeat":1700000000000}])"});
  }

  TEST_CASE_FIXTURE(Pair, "a sharing helper keeps the room alive while the owner's page is away") {
    Page& h = page("H");
    h.ask(R"(["screen:helper-register",{"roomId":"<R1>","ownerToken":"<T1>"}])");
    h.emit(R"(["screen:start",{"type":"screen","status":"sharing"}])");
    a.drop();
    clear();
    advance(10min);
    CHECK(b.frames() == Frames{});
    h.drop();
    CHECK(b.frames() == Frames{R"(42["screen:stop"])"});
    advance(5min);
    CHECK(b.frames() == deleted);
  }

  TEST_CASE_FIXTURE(Pair, "members' traffic does not keep an owner's state alive") {
    show();
    a.drop();
    clear();
    for (int i = 0; i < 30; ++i) {
      b.emit(R"(["heartbeat"])");
      advance(1s);
    }
    CHECK(b.frames().back() == cleared.front());
  }

  TEST_CASE("short timeouts: a connected owner need not talk more often than the pings ask for") {
    watchroom::Config config;
    config.owner_state_timeout = 2s;
    config.owner_room_timeout = 5s;
    Pair t(config);
    t.show();
    t.advance(10min);
    CHECK(t.b.frames() == Frames{});
    t.a.drop();
    t.clear();
    t.advance(1'999ms);
    CHECK(t.b.frames() == Frames{});
    t.advance(1ms);
    CHECK(t.b.frames() == cleared);
    t.advance(3s);
    CHECK(t.b.frames() == deleted);
  }

  TEST_CASE_FIXTURE(Pair, "server going down: nobody is told that the others leave") {
    server().close();
    settle();
    CHECK(a.frames() == Frames{});
    CHECK(b.frames() == Frames{});
    CHECK(b.closed());
  }
}

}  // namespace test
