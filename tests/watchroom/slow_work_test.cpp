// Joins and creations that have to wait for a hash or for the disk, through the whole stack.
#include <doctest/doctest.h>

#include "../support/memory_store.hpp"
#include "../support/room_harness.hpp"
#include "storage/error.hpp"

namespace test {
namespace {

constexpr const char* create_protected =
    R"(["room:create",{"name":"n","isPublic":true,"userName":"ann","password":"pw"}])";
constexpr const char* join_protected = R"(["room:join",{"roomId":"<R1>","userName":"bob","password":"pw"}])";
constexpr const char* none = "(no answer)";

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

std::string all(const Frames& frames) {
  std::string text;
  for (const std::string& frame : frames) text += frame + "\n";
  return text;
}

/// A protected room <R1> whose password this process has not seen yet.
struct Unknown {
  MemoryStore store;
  const std::string id = make_room();
  RoomHarness t{{}, &store};

  Unknown() { t.call(id, "<R1>"); }
  std::string make_room() {
    RoomHarness before({}, &store);
    before.create_room(before.page("A"), R"(,"password":"pw")");
    return before.with_ids("<R1>");
  }
};

}  // namespace

TEST_SUITE("watchroom/slow_work") {
  TEST_CASE("create: what its creator sends while the password is hashed happens afterwards, in order") {
    RoomHarness t;
    Page& a = t.page("A");
    t.hashing.held = true;
    CHECK(a.ask(create_protected) == none);
    a.emit(R"(["play:change",{"type":"play","videoId":"v"}])");
    CHECK(a.ask(R"(["room:list"])") == none);
    a.emit(R"(["heartbeat"])");
    CHECK(a.frames().empty());
    Page& b = t.page("B");
    CHECK(b.ask(R"(["room:list"])") == "[[]]");
    t.hashing.step();
    t.settle();
    const Frames frames = a.frames();
    REQUIRE(frames.size() == 3);
    CHECK(frames[0].starts_with(R"(431[{"success":true)"));
    CHECK(frames[0].find(R"("password":"pw")") != std::string::npos);
    CHECK(frames[1].starts_with(R"(432[[{"id":)"));
    CHECK(frames[1].find(R"("videoId":"v")") != std::string::npos);
    CHECK(frames[2].starts_with(R"(42["heartbeat:pong")"));
  }

  TEST_CASE("create: who is gone when the hash is there gets no room") {
    RoomHarness t;
    Page& a = t.page("A");
    t.hashing.held = true;
    a.ask(create_protected);
    a.drop();
    t.hashing.step();
    t.settle();
    CHECK(t.stats().total_rooms == 0);
  }

  TEST_CASE("create and join: refused when too many passwords wait") {
    Unknown u;
    Page& a = u.t.page("A");
    u.t.hashing.full = true;
    CHECK(a.ask(create_protected) == R"([{"success":false,"error":"创建房间失败"}])");
    CHECK(a.ask(join_protected) == R"([{"success":false,"error":"加入房间失败"}])");
    u.t.hashing.full = false;
    CHECK(a.ask(join_protected).starts_with(R"([{"success":true)"));
  }

  TEST_CASE("join: others hear of it before the answer, and what the guest sends meanwhile waits") {
    Unknown u;
    Page& a = u.t.page("A");
    Page& b = u.t.page("B");
    REQUIRE(a.ask(join_protected).starts_with(R"([{"success":true)"));
    u.t.clear();
    REQUIRE(b.ask(join_protected).starts_with(R"([{"success":true)"));
    CHECK(a.frames().front().starts_with(R"(42["room:member-joined")"));
  }

  TEST_CASE("join: the first check is awaited, and the answer to it serves those who came behind") {
    Unknown u;
    Page& a = u.t.page("A");
    Page& b = u.t.page("B");
    Page& c = u.t.page("C");
    u.t.hashing.held = true;
    CHECK(a.ask(join_protected) == none);
    CHECK(b.ask(join_protected) == none);
    CHECK(c.ask(R"(["room:join",{"roomId":"<R1>","userName":"eve","password":"no"}])") == none);
    b.emit(R"(["chat:message",{"content":"here","type":"text"}])");
    CHECK(u.t.hashing.waiting() == 1);
    u.t.hashing.step();
    u.t.settle();
    const std::string to_a = all(a.frames()), to_b = all(b.frames());
    CHECK(to_a.find(R"(431[{"success":true)") < to_a.find("room:member-joined"));
    CHECK(to_a.find("room:member-joined") < to_a.find("chat:message"));
    CHECK(to_b.find(R"(431[{"success":true)") < to_b.find("chat:message"));
    CHECK(all(c.frames()) == "431[{\"success\":false,\"error\":\"密码错误\"}]\n");
    CHECK(u.t.stats().total_members == 2);
  }

  TEST_CASE("join: guest or room are gone when the check is done") {
    Unknown u;
    Page& a = u.t.page("A");
    Page& b = u.t.page("B");
    u.t.hashing.held = true;
    a.ask(join_protected);
    a.drop();
    b.ask(join_protected);
    u.t.advance(301s);
    CHECK(u.t.stats().total_rooms == 0);
    while (u.t.hashing.step()) {
    }
    u.t.settle();
    CHECK(all(b.frames()) == "431[{\"success\":false,\"error\":\"房间不存在\"}]\n");
    CHECK(b.ask(R"(["room:list"])") == "[[]]");
  }

  TEST_CASE("join: a valid owner token waits for nothing") {
    RoomHarness t;
    Page& a = t.page("A");
    t.create_room(a, R"(,"password":"pw")");
    t.hashing.full = true;
    Page& a2 = t.page("A2");
    CHECK(a2.ask(R"(["room:join",{"roomId":"<R1>","userName":"ann","ownerToken":"<T1>"}])")
              .starts_with(R"([{"success":true)"));
  }

  TEST_CASE("what is sent during a wait is bounded") {
    RoomHarness t;
    Page& a = t.page("A");
    t.hashing.held = true;
    a.ask(create_protected);
    for (int i = 0; i < 200; ++i) a.emit(R"(["heartbeat"])");
    t.hashing.step();
    t.settle();
    CHECK(count_of(all(a.frames()), "heartbeat:pong") == 64);
    a.emit(R"(["heartbeat"])");
    CHECK(count_of(all(a.frames()), "heartbeat:pong") == 1);
  }

  TEST_CASE("create: answered when the room is saved, whatever else its creator sends") {
    MemoryStore store;
    RoomHarness t({}, &store);
    Page& a = t.page("A");
    t.writing.held = true;
    CHECK(a.ask(R"(["room:create",{"name":"n","userName":"ann"}])") == none);
    CHECK(a.ask(R"(["room:list"])") == none);
    t.writing.step();
    t.settle();
    CHECK(store.records.size() == 1);
    const Frames frames = a.frames();
    REQUIRE(frames.size() == 2);
    CHECK(frames[0].starts_with(R"(431[{"success":true)"));
    CHECK(frames[1] == "432[[]]");
  }

  TEST_CASE("create: a disk that fails or hangs keeps nobody from a room") {
    MemoryStore store;
    RoomHarness t({}, &store);
    Page& a = t.page("A");
    t.writing.held = true;
    a.ask(R"(["room:create",{"name":"n","userName":"ann"}])");
    t.advance(1s);
    CHECK(a.frames().front().starts_with(R"(431[{"success":true)"));
    t.writing.held = false;
    t.writing.step();
    store.error = storage::Errc::full;
    Page& b = t.page("B");
    CHECK(b.ask(R"(["room:create",{"name":"n","userName":"bob"}])").starts_with(R"([{"success":true)"));
    CHECK(t.app().storage_stats()->failing);
    CHECK(t.stats().total_rooms == 2);
    store.error = {};
    t.advance(30s);
    CHECK(store.records.size() == 2);
  }
}

TEST_SUITE("watchroom/restart") {
  TEST_CASE("a new process: rooms, passwords, owner tokens, states and the order of the list") {
    MemoryStore store;
    std::string first, second, token;
    {
      RoomHarness t({}, &store);
      Page& a = t.page("A");
      Page& b = t.page("B");
      t.create_room(a, R"(,"password":"pw","roomType":"music")");
      t.create_room(b);
      a.emit(R"(["music:change",{"type":"music","song":{"name":"s🍿","artist":"x"},"n":1.10}])");
      first = t.with_ids("<R1>"), second = t.with_ids("<R2>"), token = t.with_ids("<T1>");
      t.app().close();
    }
    for (const auto& [where, bytes] : store.records) {
      CHECK(bytes.find(token) == std::string::npos);
      CHECK(bytes.find("\"pw\"") == std::string::npos);
    }
    RoomHarness t({}, &store);
    t.call(first, "<R1>"), t.call(second, "<R2>"), t.call(token, "<T1>");
    Page& x = t.page("X");
    CHECK(x.ask(R"(["room:list"])") == "[[]]");
    Page& b = t.page("B");
    CHECK(b.ask(R"(["room:join",{"roomId":"<R1>","userName":"bob","password":"PW"}])") ==
          R"([{"success":false,"error":"密码错误"}])");
    const std::string joined = b.ask(R"(["room:join",{"roomId":"<R1>","userName":"bob","password":"pw"}])");
    CHECK(joined.find(R"("currentState":{"type":"music","song":{"name":"s🍿","artist":"x"},"n":1.10})") !=
          std::string::npos);
    CHECK(joined.find(R"("roomType":"music")") != std::string::npos);
    Page& a = t.page("A");
    CHECK(a.ask(R"(["room:join",{"roomId":"<R1>","userName":"ann","ownerToken":"<T1>"}])")
              .find(R"("ownerId":"<A>")") != std::string::npos);
    t.join(x, "x", "<R2>");
    const std::string list = x.ask(R"(["room:list"])");
    CHECK(list.find("<R1>") < list.find("<R2>"));
  }

  TEST_CASE("a room that nobody returns to is gone after its time, from the store as well") {
    MemoryStore store;
    {
      RoomHarness t({}, &store);
      Page& a = t.page("A");
      t.create_room(a);
    }
    watchroom::Config config;
    config.restored_room_grace = 120s;
    RoomHarness t(config, &store);
    t.advance(119s);
    CHECK(t.stats().total_rooms == 1);
    CHECK(store.records.size() == 1);
    t.advance(2s);
    CHECK(t.stats().total_rooms == 0);
    CHECK(store.records.empty());
  }

  TEST_CASE("a room that is disbanded is gone from the store within half a second") {
    MemoryStore store;
    RoomHarness t({}, &store);
    Page& a = t.page("A");
    t.create_room(a);
    CHECK(store.records.size() == 1);
    a.emit(R"(["room:leave"])");
    t.advance(500ms);
    CHECK(store.records.empty());
  }

  TEST_CASE("states reach the store within half a second, and at a stop at once") {
    MemoryStore store;
    RoomHarness t({}, &store);
    Page& a = t.page("A");
    t.create_room(a);
    const auto stored = [&] { return store.records.begin()->second; };
    for (int i = 0; i < 10; ++i) a.emit(R"(["play:update",{"type":"play","at":)" + std::to_string(i) + "}]");
    const std::size_t batches = store.batches.size();
    t.advance(500ms);
    CHECK(stored().find(R"("at":9)") != std::string::npos);
    CHECK(store.batches.size() == batches + 1);
    a.emit(R"(["state:clear"])");
    t.app().close();
    CHECK(stored().find("\"state\"") == std::string::npos);
  }

  TEST_CASE("the deepest state that can be received can be read again") {
    MemoryStore store;
    {
      RoomHarness t({}, &store);
      Page& a = t.page("A");
      t.create_room(a);
      for (std::size_t depth = 1; depth < 2'000; ++depth) {
        a.emit(R"(["play:update",{"type":"play","x":)" + std::string(depth, '[') + std::string(depth, ']') +
               "}]");
        if (a.closed()) break;
      }
      t.settle();
      t.app().close();
    }
    RoomHarness t({}, &store);
    CHECK(t.stats().total_rooms == 1);
  }

  TEST_CASE("records that cannot be read stop the start") {
    MemoryStore store;
    store.records[{"rooms", "R1"}] = "{}";
    base::ManualTimers time;
    base::ManualWorker worker;
    FakeWire wire;
    socketio::Server server({}, time, wire);
    watchroom::Config config;
    config.auth_keys = {"KEY"};
    watchroom::App app(server, time, config, {worker, &store, &worker});
    CHECK((app.restore() == storage::Errc::damaged));
    store.error = storage::Errc::failed;
    CHECK((app.restore() == storage::Errc::failed));
    CHECK_THROWS_AS(watchroom::App(server, time, config, {worker, &store}), std::invalid_argument);
  }
}

}  // namespace test
