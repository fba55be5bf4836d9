// The registry of a new process: rooms of before, and how long they wait for whom.
#include <doctest/doctest.h>

#include "domain/expiry.hpp"
#include "registry_fixture.hpp"

namespace watchroom {
namespace {

struct Restored : RegistryFixture {
  /// "OLD": protected, with a state; its owner token is "OT".
  Restored() {
    config.restored_room_grace = 120s;
    RoomRecord record;
    record.number = 41;
    record.id = "OLD";
    record.profile = profile("pw");
    record.owner_token_hash = owner_token_hash("OT");
    record.owner_id = "old-owner";
    record.state = State{StateKind::play, R"({"type":"play"})", 900'000};
    record.created_at_ms = 800'000;
    registry.restore(record, moment);
  }
  Lines expire_after(std::chrono::milliseconds span, TimePoint owner_sign = {}) {
    pass(span);
    return lines(registry.expire("OLD", moment, owner_sign));
  }
  const Room& room() const { return *registry.find("OLD"); }
};

}  // namespace

TEST_SUITE("watchroom/registry/restore") {
  TEST_CASE_FIXTURE(Restored,
                    "a room of before is there with all it had, and in no list until somebody is in it") {
    CHECK(room().state->json == R"({"type":"play"})");
    CHECK(room().state->since_ms == 900'000);
    CHECK(room().created_at_ms == 800'000);
    CHECK(room().owner_id == "old-owner");
    CHECK_FALSE(room().listed());
    CHECK(join("B", "OLD").refusal == Refusal::wrong_password);
    CHECK(join("B", "OLD", "pw").ok());
    CHECK(room().listed());
  }

  TEST_CASE_FIXTURE(Restored, "the owner takes it over again with the token") {
    CHECK(join_as_owner("B", "OLD", "wrong").refusal == Refusal::wrong_password);
    CHECK(join_as_owner("B", "OLD", "OT").ok());
    CHECK(members("OLD") == "B*");
    CHECK(registry.register_helper("H", "OLD", "OT", moment).ok());
  }

  TEST_CASE_FIXTURE(Restored, "new rooms come behind it, and never with its id") {
    rooms_made = 0;
    create("A");
    CHECK(registry.rooms().back().number == 42);
    CHECK(registry.rooms().front().id == "OLD");
  }

  TEST_CASE_FIXTURE(Restored,
                    "nobody returns: it is gone after the grace, not before, whatever the other times are") {
    CHECK(next_deadline(room(), config) == moment.now + 120s);
    CHECK(expire_after(119'999ms).empty());
    CHECK(expire_after(1ms).back() == "OLD dissolves");
  }

  TEST_CASE_FIXTURE(Restored, "a grace shorter than that of empty rooms holds as well") {
    config.restored_room_grace = 10s;
    RoomRecord record;
    record.id = "TWO";
    record.number = 42;
    registry.restore(record, moment);
    pass(9'999ms);
    CHECK(lines(registry.expire("TWO", moment, {})).empty());
    pass(1ms);
    CHECK(lines(registry.expire("TWO", moment, {})) == Lines{"TWO: deleted", "TWO dissolves"});
  }

  TEST_CASE_FIXTURE(Restored,
                    "members are back and the owner is not: the state waits for the grace, then is cleared") {
    REQUIRE(join("B", "OLD", "pw").ok());
    CHECK(expire_after(119'999ms).empty());
    CHECK(room().state.has_value());
    CHECK(expire_after(1ms) == Lines{"OLD: state cleared"});
    CHECK(expire_after(179'999ms).empty());
    CHECK(expire_after(1ms) == Lines{"OLD: deleted", "OLD dissolves"});
  }

  TEST_CASE_FIXTURE(Restored, "who looks in and is gone again does not end it for the others") {
    REQUIRE(join("B", "OLD", "pw").ok());
    disconnect("B");
    CHECK(expire_after(119'999ms).empty());
    CHECK(expire_after(1ms).back() == "OLD dissolves");
  }

  TEST_CASE_FIXTURE(Restored, "the owner is back: from here on the times are those of every room") {
    REQUIRE(join("B", "OLD", "pw").ok());
    REQUIRE(join_as_owner("A", "OLD", "OT").ok());
    disconnect("A");
    CHECK(expire_after(29'999ms).empty());
    CHECK(expire_after(1ms) == Lines{"OLD: state cleared"});
    disconnect("B");
    CHECK(expire_after(60s).back() == "OLD dissolves");
  }

  TEST_CASE_FIXTURE(Restored, "more rooms than allowed are kept, and no new one is made") {
    config.limits.max_rooms = 1;
    RoomRecord record;
    record.id = "TWO";
    record.number = 42;
    registry.restore(record, moment);
    CHECK(registry.rooms().size() == 2);
    CHECK(create("A").refusal == Refusal::too_many_rooms);
  }

  TEST_CASE_FIXTURE(Restored, "only what outlives a restart is to be saved, each room once") {
    CHECK(registry.take_unsaved().empty());
    create("A");
    show("R1", StateKind::play);
    show("R1", StateKind::play);
    CHECK(registry.take_unsaved() == std::vector<RoomId>{"R1"});
    join("B", "R1");
    registry.heartbeat("A", moment);
    registry.heartbeat("B", moment);
    disconnect("B");
    CHECK(registry.take_unsaved().empty());
    registry.clear_state("R1");
    leave("A");
    CHECK(registry.take_unsaved() == std::vector<RoomId>{"R1"});
    CHECK(registry.find("R1") == nullptr);
  }
}

}  // namespace watchroom
