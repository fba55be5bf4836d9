#include <doctest/doctest.h>

#include "../support/room_harness.hpp"

namespace test {

TEST_SUITE("watchroom/rooms") {
  TEST_CASE("create: the creator gets the room with its token, nobody gets an event (S06)") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B");
    const std::string answer =
        a.ask(R"(["room:create",{"name":"n1","description":"d","password":"pw","isPublic":true,)"
              R"("roomType":"music","userName":"alice"}])");
    t.learn(answer);
    CHECK(RoomHarness::value_in(answer, "id").size() == 6);
    CHECK(RoomHarness::value_in(answer, "ownerToken").size() >= 22);
    CHECK(t.with_names(answer) ==
          R"([{"success":true,"room":{"id":"<R1>","name":"n1","description":"d","password":"pw",)"
          R"("isPublic":true,"roomType":"music","ownerId":"<A>","ownerName":"alice","ownerToken":"<T1>",)"
          R"("memberCount":1,"currentState":null,"createdAt":1700000000000,)"
          R"("lastOwnerHeartbeat":1700000000000}}])");
    CHECK(a.frames() == Frames{});
    CHECK(b.frames() == Frames{});
  }

  TEST_CASE("create: without password and roomType (S07)") {
    RoomHarness t;
    Page& a = t.page("A");
    const std::string answer =
        a.ask(R"(["room:create",{"name":"n","description":"","isPublic":false,"userName":"alice"}])");
    CHECK(answer.find("assword") == std::string::npos);
    CHECK(answer.find(R"("roomType":"sync")") != std::string::npos);
  }

  TEST_CASE("list: public rooms in the order of creation, no secret in them (S08, D3)") {
    RoomHarness t;
    Page &a = t.page("A"), &c = t.page("C"), &x = t.page("X");
    t.create_room(a, R"(,"password":"pw")");
    t.create_room(c, R"(,"roomType":"screen")");
    CHECK(x.ask(R"(["room:list"])") ==
          R"([[{"id":"<R1>","name":"evening","description":"films","password":"***","hasPassword":true,)"
          R"("isPublic":true,"roomType":"sync","ownerId":"<A>","ownerName":"ann","memberCount":1,)"
          R"("currentState":null,"createdAt":1700000000000,"lastOwnerHeartbeat":1700000000000},)"
          R"({"id":"<R2>","name":"evening","description":"films","hasPassword":false,)"
          R"("isPublic":true,"roomType":"screen","ownerId":"<C>","ownerName":"ann","memberCount":1,)"
          R"("currentState":null,"createdAt":1700000000000,"lastOwnerHeartbeat":1700000000000}]])");
  }

  TEST_CASE("join: unknown rooms and wrong passwords (S09, S10)") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B");
    t.create_room(a, R"(,"password":"pw")");
    CHECK(b.ask(R"(["room:join",{"roomId":"NOROOM","userName":"bob"}])") ==
          R"([{"success":false,"error":"房间不存在"}])");
    const std::string wrong = R"([{"success":false,"error":"密码错误"}])";
    CHECK(b.ask(R"(["room:join",{"roomId":"<R1>","userName":"bob"}])") == wrong);
    CHECK(b.ask(R"(["room:join",{"roomId":"<R1>","password":"PW","userName":"bob"}])") == wrong);
    CHECK(b.ask(R"(["room:join",{"roomId":"<R1>","password":["pw"],"userName":"bob"}])") == wrong);
    CHECK(a.frames() == Frames{});
  }

  TEST_CASE("join: others are told, the joiner gets room and members without secrets (S11, D3)") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B");
    t.create_room(a, R"(,"password":"pw")");
    t.advance(1s);
    CHECK(b.ask(R"(["room:join",{"roomId":"<R1>","password":"pw","userName":"bob"}])") ==
          R"([{"success":true,"room":{"id":"<R1>","name":"evening","description":"films",)"
          R"("password":"***","hasPassword":true,"isPublic":true,"roomType":"sync","ownerId":"<A>",)"
          R"("ownerName":"ann","memberCount":2,"currentState":null,"createdAt":1700000000000,)"
          R"("lastOwnerHeartbeat":1700000000000},"members":[)"
          R"({"id":"<A>","name":"ann","isOwner":true,"lastHeartbeat":1700000000000},)"
          R"({"id":"<B>","name":"bob","isOwner":false,"lastHeartbeat":1700000001000}]}])");
    CHECK(a.frames() == Frames{R"(42["room:member-joined",{"id":"<B>","name":"bob","isOwner":false,)"
                               R"("lastHeartbeat":1700000001000}])"});
    CHECK(b.frames() == Frames{});
  }

  TEST_CASE("private room: not listed, joinable by its id, in the statistics (S12)") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B");
    t.learn(a.ask(R"(["room:create",{"name":"n","isPublic":false,"userName":"ann"}])"));
    CHECK(b.ask(R"(["room:list"])") == "[[]]");
    t.join(b, "bob");
    const watchroom::Stats stats = t.stats();
    CHECK(stats.total_rooms == 1);
    CHECK(stats.total_members == 2);
    REQUIRE(stats.rooms.size() == 1);
    CHECK(t.with_names(stats.rooms[0].id) == "<R1>");
    CHECK(stats.rooms[0].name == "n");
    CHECK(stats.rooms[0].member_count == 2);
    CHECK_FALSE(stats.rooms[0].is_public);
    CHECK_FALSE(stats.rooms[0].has_password);
    CHECK(stats.rooms[0].created_at_ms == 1'700'000'000'000);
  }

  TEST_CASE("leave: told once, the second one is ignored (S34)") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B"), &c = t.page("C");
    t.create_room(a);
    t.join(b, "bob");
    t.join(c, "carol");
    t.clear();
    b.emit(R"(["room:leave"])");
    b.emit(R"(["room:leave"])");
    CHECK(a.frames() == Frames{R"(42["room:member-left","<B>"])"});
    CHECK(c.frames() == Frames{R"(42["room:member-left","<B>"])"});
    CHECK(b.frames() == Frames{});
    CHECK(t.stats().total_members == 2);
    a.emit(R"(["chat:message",{"content":"hi","type":"text"}])");
    CHECK(b.frames() == Frames{});
  }

  TEST_CASE("leave: the last one gets room:deleted, and the room is gone (S35)") {
    RoomHarness t;
    Page& a = t.page("A");
    t.create_room(a);
    a.emit(R"(["room:leave"])");
    CHECK(a.frames() == Frames{R"(42["room:deleted"])"});
    CHECK(a.ask(R"(["room:list"])") == "[[]]");
    CHECK(a.ask(R"(["room:join",{"roomId":"<R1>","userName":"ann"}])") ==
          R"([{"success":false,"error":"房间不存在"}])");
  }

  TEST_CASE("leave by the owner: left, then deleted with the reason; everybody is out (S41, D13, D20)") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B"), &c = t.page("C");
    t.create_room(a);
    t.join(b, "bob");
    t.join(c, "carol");
    t.clear();
    a.emit(R"(["room:leave"])");
    const Frames told{R"(42["room:member-left","<A>"])", R"(42["room:deleted",{"reason":"owner_left"}])"};
    CHECK(b.frames() == told);
    CHECK(c.frames() == told);
    CHECK(a.frames() == Frames{});
    CHECK(b.ask(R"(["room:list"])") == "[[]]");
    b.emit(R"(["chat:message",{"content":"anybody?","type":"text"}])");
    CHECK(b.frames() == Frames{});
    CHECK(c.frames() == Frames{});
    t.create_room(b);
  }

  TEST_CASE("leave by the owner, owner_leave=keep: the others stay") {
    watchroom::Config config;
    config.owner_leave = watchroom::OwnerLeave::keep;
    RoomHarness t(config);
    Page &a = t.page("A"), &b = t.page("B");
    t.create_room(a);
    t.join(b, "bob");
    t.clear();
    a.emit(R"(["room:leave"])");
    CHECK(b.frames() == Frames{R"(42["room:member-left","<A>"])"});
    CHECK(a.frames() == Frames{});
    CHECK(t.stats().total_members == 1);
  }

  TEST_CASE("disconnect: a member's broken connection is told, the room stays (S36)") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B"), &c = t.page("C");
    t.create_room(a);
    t.join(b, "bob");
    t.join(c, "carol");
    t.clear();
    b.drop();
    CHECK(a.frames() == Frames{R"(42["room:member-left","<B>"])"});
    CHECK(c.frames() == Frames{R"(42["room:member-left","<B>"])"});
  }

  TEST_CASE("disconnect packet: the same as a broken connection") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B");
    t.create_room(a);
    t.join(b, "bob");
    t.clear();
    b.send("41");
    CHECK(a.frames() == Frames{R"(42["room:member-left","<B>"])"});
  }

  TEST_CASE("a second room: the first is left as by a disconnect (S45, D11)") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B");
    t.create_room(a);
    t.join(b, "bob");
    t.clear();
    t.create_room(a);
    CHECK(b.frames() == Frames{R"(42["room:member-left","<A>"])"});
    CHECK(t.stats().rooms[0].member_count == 1);
    b.emit(R"(["chat:message",{"content":"hi","type":"text"}])");
    CHECK(a.frames() == Frames{});
    CHECK(b.frames().size() == 1);
  }

  TEST_CASE("join again: nobody is told twice, an owner stays owner (D17)") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B");
    t.create_room(a);
    t.join(b, "bob");
    t.clear();
    t.join(b, "bob");
    t.join(a, "ann");
    CHECK(a.frames() == Frames{});
    CHECK(b.frames() == Frames{});
    a.emit(R"(["play:update",{"type":"play"}])");
    CHECK(b.frames() == Frames{R"(42["play:update",{"type":"play"}])"});
    t.join(b, "robert");
    CHECK(a.frames() == Frames{R"(42["room:member-joined",{"id":"<B>","name":"robert","isOwner":false,)"
                               R"("lastHeartbeat":1700000000000}])"});
  }

  TEST_CASE("full house: refused with an answer, the owner token is let in") {
    watchroom::Config config;
    config.limits.max_rooms = 1;
    config.limits.max_members_per_room = 1;
    RoomHarness t(config);
    Page &a = t.page("A"), &b = t.page("B");
    t.create_room(a);
    CHECK(b.ask(R"(["room:create",{"name":"n","isPublic":true,"userName":"bob"}])") ==
          R"([{"success":false,"error":"创建房间失败"}])");
    CHECK(b.ask(R"(["room:join",{"roomId":"<R1>","userName":"bob"}])") ==
          R"([{"success":false,"error":"房间已满"}])");
    CHECK(b.ask(R"(["room:join",{"roomId":"<R1>","userName":"bob","ownerToken":"<T1>"}])")
              .starts_with(R"([{"success":true)"));
  }
}

TEST_SUITE("watchroom/rooms/owner") {
  TEST_CASE("owner comes back after a break: owner again, and obeyed (S37)") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B");
    t.create_room(a, R"(,"password":"pw")");
    REQUIRE(b.ask(R"(["room:join",{"roomId":"<R1>","password":"pw","userName":"bob"}])")
                .starts_with(R"([{"success":true)"));
    t.clear();
    a.drop();
    Page& a2 = t.page("A2");
    const std::string answer =
        a2.ask(R"(["room:join",{"roomId":"<R1>","password":"pw","userName":"ann","ownerToken":"<T1>"}])");
    CHECK(answer.find(R"("ownerId":"<A2>","ownerName":"ann")") != std::string::npos);
    CHECK(answer.find(R"("members":[{"id":"<B>","name":"bob","isOwner":false)") != std::string::npos);
    CHECK(answer.find("<T1>") == std::string::npos);
    CHECK(b.frames() == Frames{R"(42["room:member-left","<A>"])",
                               R"(42["room:member-joined",{"id":"<A2>","name":"ann","isOwner":true,)"
                               R"("lastHeartbeat":1700000000000}])"});
    a2.emit(R"(["play:update",{"type":"play","currentTime":1.5}])");
    CHECK(b.frames() == Frames{R"(42["play:update",{"type":"play","currentTime":1.5}])"});
  }

  TEST_CASE("takeover: the others and the replaced owner see the change (S38, D15)") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B"), &a2 = t.page("A2");
    t.create_room(a);
    t.join(b, "bob");
    t.clear();
    const std::string answer =
        a2.ask(R"(["room:join",{"roomId":"<R1>","userName":"ann","ownerToken":"<T1>"}])");
    CHECK(answer.find(R"("members":[{"id":"<B>","name":"bob","isOwner":false,"lastHeartbeat":1700000000000},)"
                      R"({"id":"<A2>","name":"ann","isOwner":true,"lastHeartbeat":1700000000000}]})") !=
          std::string::npos);
    const Frames told{R"(42["room:member-left","<A>"])",
                      R"(42["room:member-joined",{"id":"<A2>","name":"ann","isOwner":true,)"
                      R"("lastHeartbeat":1700000000000}])"};
    CHECK(b.frames() == told);
    CHECK(a.frames() == told);
    CHECK(a2.frames() == Frames{});
  }

  TEST_CASE("takeover: both tabs of the owner go on working (D15)") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B"), &a2 = t.page("A2");
    t.create_room(a);
    t.join(b, "bob");
    a2.ask(R"(["room:join",{"roomId":"<R1>","userName":"ann","ownerToken":"<T1>"}])");
    t.clear();
    a.emit(R"(["play:change",{"type":"play","videoId":"1"}])");
    CHECK(b.frames() == Frames{R"(42["play:change",{"type":"play","videoId":"1"}])"});
    CHECK(a2.frames() == Frames{R"(42["play:change",{"type":"play","videoId":"1"}])"});
    a.drop();
    CHECK(b.frames() == Frames{});
    CHECK(a2.frames() == Frames{});
  }

  TEST_CASE("takeover undone: the newer tab closes, the older one is owner again (S39, D15)") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B"), &a2 = t.page("A2");
    t.create_room(a);
    t.join(b, "bob");
    a2.ask(R"(["room:join",{"roomId":"<R1>","userName":"ann","ownerToken":"<T1>"}])");
    t.clear();
    a2.drop();
    const Frames told{R"(42["room:member-left","<A2>"])",
                      R"(42["room:member-joined",{"id":"<A>","name":"ann","isOwner":true,)"
                      R"("lastHeartbeat":1700000000000}])"};
    CHECK(b.frames() == told);
    CHECK(a.frames() == told);
    const std::string list = b.ask(R"(["room:list"])");
    CHECK(list.find(R"("ownerId":"<A>")") != std::string::npos);
    CHECK(list.find(R"("memberCount":2)") != std::string::npos);
  }

  TEST_CASE("owner token without password on a protected room: let in as owner (S40, D16)") {
    RoomHarness t;
    Page &a = t.page("A"), &a2 = t.page("A2");
    t.create_room(a, R"(,"password":"pw")");
    CHECK(a2.ask(R"(["room:join",{"roomId":"<R1>","userName":"ann","ownerToken":"<T1>"}])")
              .starts_with(R"([{"success":true)"));
  }

  TEST_CASE("owner token, then leave: the room is dismissed (D16)") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B"), &d = t.page("D");
    t.create_room(a, R"(,"password":"pw")");
    b.ask(R"(["room:join",{"roomId":"<R1>","password":"pw","userName":"bob"}])");
    t.clear();
    d.ask(R"(["room:join",{"roomId":"<R1>","userName":"ann","ownerToken":"<T1>"}])");
    d.emit(R"(["room:leave"])");
    CHECK(b.frames().back() == R"(42["room:deleted",{"reason":"owner_left"}])");
    CHECK(t.stats().total_rooms == 0);
  }

  TEST_CASE("lone owner drops and comes back within the grace period (S42, D12)") {
    RoomHarness t;
    Page &a = t.page("A"), &b = t.page("B");
    t.create_room(a);
    a.drop();
    CHECK(b.ask(R"(["room:list"])") == "[[]]");
    CHECK(t.stats().total_rooms == 1);
    t.advance(59s);
    Page& a2 = t.page("A2");
    const std::string answer =
        a2.ask(R"(["room:join",{"roomId":"<R1>","userName":"ann","ownerToken":"<T1>"}])");
    CHECK(answer.starts_with(R"([{"success":true,"room":{"id":"<R1>")"));
    CHECK(answer.find(R"("ownerId":"<A2>")") != std::string::npos);
    t.advance(10min);
    CHECK(b.ask(R"(["room:list"])").find("<R1>") != std::string::npos);
  }

  TEST_CASE("nobody comes back: the room is gone after the grace period, and no timer stays (D12)") {
    RoomHarness t;
    Page& a = t.page("A");
    Page& b = t.page("B");
    const std::size_t idle = t.time.pending();
    t.create_room(b);
    CHECK(t.time.pending() == idle + 1);
    b.emit(R"(["room:leave"])");
    CHECK(t.time.pending() == idle);
    t.create_room(b);
    b.drop();
    t.advance(59'999ms);
    CHECK(t.stats().total_rooms == 1);
    t.advance(1ms);
    CHECK(t.stats().total_rooms == 0);
    CHECK(a.ask(R"(["room:join",{"roomId":"<R2>","userName":"ann","ownerToken":"<T2>"}])") ==
          R"([{"success":false,"error":"房间不存在"}])");
  }
}

}  // namespace test
