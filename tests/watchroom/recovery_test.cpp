// Members who lost the connection for a moment: the rules alone, and through the whole stack.
//
// Time begins at the same point in each test, and offsets are made of it: the first event kept has "vMW01".
#include <doctest/doctest.h>

#include "../support/room_harness.hpp"
#include "domain/lost_place.hpp"
#include "registry_fixture.hpp"

namespace watchroom {
namespace {

struct Lost : RegistryFixture {
  LostPlace lose(const std::string& socket) {
    LostPlace lost = registry.place(socket);
    registry.disconnect(socket, moment, moment.now);
    return lost;
  }
  Lines come_back(const std::string& socket, const LostPlace& lost) {
    return lines(registry.come_back(socket, lost, moment));
  }
};

}  // namespace

TEST_SUITE("watchroom/registry/recovery") {
  TEST_CASE_FIXTURE(Lost, "a guest is back with its name, without the password") {
    create("A", "secret");
    join("B", "R1", "secret");
    const LostPlace lost = lose("B");
    CHECK(come_back("B", lost) == Lines{"B enters R1", "R1 but B: joined B name-B"});
    CHECK(members("R1") == "A* B");
  }

  TEST_CASE_FIXTURE(Lost, "an owner is the owner again") {
    create("A");
    join("B", "R1");
    const LostPlace lost = lose("A");
    CHECK(members("R1") == "B");
    CHECK(come_back("A", lost) == Lines{"A enters R1", "R1 but A: joined A ann owner"});
    CHECK(members("R1") == "B A*");
    CHECK(registry.find("R1")->owner_id == "A");
  }

  TEST_CASE_FIXTURE(Lost,
                    "the newest owner is the primary one; whoever comes back is told who is it no more") {
    create("A");
    join("B", "R1");
    const LostPlace lost = lose("A");
    join_as_owner("A2", "R1", "T1");
    CHECK(come_back("A", lost) == Lines{"R1: left A2", "A enters R1", "R1 but A: joined A ann owner"});
    CHECK(members("R1") == "B A*");
    CHECK(registry.seat("A2")->is_owner());
  }

  TEST_CASE_FIXTURE(Lost, "a guest finds a full room closed, an owner does not") {
    config.limits.max_members_per_room = 2;
    create("A");
    join("B", "R1");
    const LostPlace guest = lose("B"), owner = lose("A");
    join("C", "R1");
    join("D", "R1");
    CHECK(come_back("B", guest) == Lines{"B exits R1"});
    CHECK_FALSE(registry.seat("B"));
    come_back("A", owner);
    CHECK(members("R1") == "C D A*");
  }

  TEST_CASE_FIXTURE(Lost, "a room that is gone leaves nothing, nor does another one that got its id") {
    create("A");
    join("B", "R1");
    const LostPlace lost = lose("B");
    leave("A");
    CHECK(come_back("B", lost) == Lines{"B exits R1"});
    rooms_made = 0;
    create("C");
    REQUIRE(members("R1") == "C*");
    CHECK(come_back("B", lost) == Lines{"B exits R1"});
    CHECK(members("R1") == "C*");
  }

  TEST_CASE_FIXTURE(Lost, "a helper helps again") {
    create("A");
    registry.register_helper("H", "R1", "T1", moment);
    const LostPlace lost = lose("H");
    CHECK_FALSE(registry.helped_room("H"));
    CHECK(come_back("H", lost) == Lines{});
    CHECK(registry.helped_room("H") == registry.find("R1"));
  }

  TEST_CASE_FIXTURE(Lost, "who was nowhere had no place") {
    CHECK(registry.place("X").empty());
    CHECK(come_back("X", {}) == Lines{});
  }
}

}  // namespace watchroom

namespace test {
namespace {

struct Recovering : RoomHarness {
  explicit Recovering(watchroom::Config config = {})
      : RoomHarness(std::move(config), nullptr, socketio::ConnectionStateRecovery{}) {
    create_room(a);
    join(b, "bob");
    clear();
  }
  Page& a = page("A");
  Page& b = page("B");
};

const char* const chat = R"(["chat:message",{"content":"hi","type":"text"}])";
const char* const play = R"(["play:update",{"type":"play","videoId":"v"}])";
const std::string bob = R"({"id":"<B>","name":"bob","isOwner":false,"lastHeartbeat":1700000000000})";
const std::string ann = R"({"id":"<A>","name":"ann","isOwner":true,"lastHeartbeat":1700000000000})";
std::string connected(const std::string& name) {
  return R"(40{"sid":"<)" + name + R"(>","pid":"<pid )" + name + R"(>"})";
}
/// Without the last argument.
std::string plain(const std::string& frame) { return frame.substr(0, frame.rfind(",\"")) + "]"; }

}  // namespace

TEST_SUITE("watchroom/recovery") {
  TEST_CASE_FIXTURE(Recovering,
                    "a member who was away for a moment is in the room again and knows what was said") {
    b.drop();
    a.emit(play);
    a.emit(chat);
    clear();
    Page& again = back("B", "vMW01");
    const Frames missed = again.frames();
    REQUIRE(missed.size() == 3);
    CHECK(plain(missed[0]) == R"(42["play:update",{"type":"play","videoId":"v"}])");
    CHECK(missed[1].find(R"("userName":"ann","content":"hi")") != std::string::npos);
    CHECK(missed[2] == connected("B"));
    const Frames told = a.frames();
    REQUIRE(told.size() == 1);
    CHECK(plain(told[0]) == R"(42["room:member-joined",)" + bob + "]");
    again.emit(chat);
    CHECK(a.frames().size() == 1);
  }

  TEST_CASE_FIXTURE(Recovering, "an owner may say again what the room watches, without showing the token") {
    a.drop();
    clear();
    Page& again = back("A", "vMW01");
    CHECK(again.frames() == Frames{connected("A")});
    Frames told = b.frames();
    REQUIRE(told.size() == 1);
    CHECK(plain(told[0]) == R"(42["room:member-joined",)" + ann + "]");
    again.emit(play);
    told = b.frames();
    REQUIRE(told.size() == 1);
    CHECK(plain(told[0]) == R"(42["play:update",{"type":"play","videoId":"v"}])");
  }

  TEST_CASE_FIXTURE(Recovering, "the page joins again all the same: nobody is told twice") {
    a.drop();
    b.drop();
    Page& owner = back("A", "vMW01");
    Page& guest = back("B", "vMW01");
    clear();
    for (const std::string token : {R"(,"ownerToken":"<T1>")", ""}) {
      CHECK(owner.ask(R"(["room:join",{"roomId":"<R1>","userName":"ann")" + token + "}]")
                .starts_with(R"([{"success":true)"));
    }
    join(guest, "bob");
    CHECK(owner.frames() == Frames{});
    CHECK(guest.frames() == Frames{});
    owner.emit(play);
    CHECK(guest.frames().size() == 1);
  }

  TEST_CASE_FIXTURE(Recovering, "a connection that only seems to be alive ends before its client is back") {
    Page& again = back("B", "vMW01");
    CHECK(b.closed());
    CHECK(again.frames().back() == connected("B"));
    Frames told = a.frames();
    REQUIRE(told.size() == 2);
    CHECK(plain(told[0]) == R"(42["room:member-left","<B>"])");
    CHECK(plain(told[1]) == R"(42["room:member-joined",)" + bob + "]");
    CHECK(stats().total_members == 2);
  }

  TEST_CASE("a room that filled up meanwhile: its former guest is in no room and hears nothing of it") {
    watchroom::Config config;
    config.limits.max_members_per_room = 2;
    Recovering t(config);
    t.b.drop();
    t.join(t.page("C"), "cem");
    Page& again = t.back("B", "vMW01");
    again.frames();
    t.clear();
    t.a.emit(chat);
    again.emit(chat);
    CHECK(t.a.frames().size() == 1);
    CHECK(again.frames() == Frames{});
  }

  TEST_CASE_FIXTURE(Recovering, "a room that is gone: its former guest is told, and in no room") {
    b.drop();
    a.emit(R"(["room:leave"])");
    REQUIRE(stats().total_rooms == 0);
    Page& again = back("B", "vMW01");
    const Frames missed = again.frames();
    REQUIRE(missed.size() == 2);
    CHECK(missed[0].starts_with(R"(42["room:deleted",")"));
    CHECK(missed[1] == connected("B"));
    CHECK(again.ask(R"(["state:clear"])").find("success\":false") != std::string::npos);
  }

  TEST_CASE_FIXTURE(Recovering, "too late: a new client, in no room") {
    b.drop();
    advance(121s);
    clear();
    Page& again = back("B", "vMW01");
    const Frames answer = again.frames();
    REQUIRE(answer.size() == 1);
    CHECK(answer.front().starts_with(R"(40{"sid":")"));
    CHECK(answer.front().find("<B>") == std::string::npos);
    CHECK(a.frames() == Frames{});
    CHECK(stats().total_members == 1);
  }

  TEST_CASE_FIXTURE(Recovering, "the key is looked at again") {
    b.drop();
    clear();
    Page& again = back("B", "vMW01", "wrong");
    CHECK(again.frames().back().starts_with("41"));
    CHECK(again.closed());
    CHECK(a.frames() == Frames{});
    CHECK(stats().total_members == 1);
    Page& once_more = back("B", "vMW01");
    CHECK(once_more.frames().back().find("<B>") == std::string::npos);
  }

  TEST_CASE_FIXTURE(Recovering, "pongs and audio are of the moment: they are not kept") {
    a.emit(R"(["heartbeat"])");
    CHECK(a.frames() == Frames{R"(42["heartbeat:pong",{"timestamp":1700000000000}])"});
    b.drop();
    a.emit(R"(["voice:audio-chunk",{"roomId":"<R1>","audioData":[1,2,3],"sampleRate":16000}])");
    CHECK(back("B", "vMW01").frames() == Frames{connected("B")});
  }

  TEST_CASE_FIXTURE(Recovering, "a helper that was away for a moment shares again") {
    Page& h = page("H");
    h.ask(R"(["screen:helper-register",{"roomId":"<R1>","ownerToken":"<T1>"}])");
    h.drop();
    Page& again = back("H", "vMW01");
    clear();
    again.emit(R"(["screen:start",{"type":"screen","status":"sharing"}])");
    CHECK(b.frames().size() == 1);
  }

  TEST_CASE_FIXTURE(
      Recovering, "what waited for a hash when its page was lost does not happen to the page that is back") {
    hashing.held = true;
    b.ask(R"(["room:create",{"name":"n","isPublic":true,"userName":"bob","password":"pw"}])");
    b.drop();
    Page& again = back("B", "vMW01");
    hashing.step();
    settle();
    CHECK(stats().total_rooms == 1);
    clear();
    again.emit(chat);
    CHECK(a.frames().size() == 1);
  }
}

}  // namespace test
