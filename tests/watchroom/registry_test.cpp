#include "domain/registry.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "registry_fixture.hpp"

namespace watchroom {

TEST_SUITE("watchroom/registry") {
  TEST_CASE_FIXTURE(RegistryFixture, "create: the creator is owner and only member, and nobody is told") {
    const Outcome made = create("A");
    REQUIRE(made.ok());
    CHECK(lines(made.effects) == Lines{"A enters R1"});
    CHECK(made.room->id == "R1");
    CHECK(made.room->owner_id == "A");
    CHECK(made.owner_token == "T1");
    CHECK(made.room->created_at_ms == 1'000'000);
    CHECK(made.room->last_owner_heartbeat_ms == 1'000'000);
    CHECK_FALSE(made.room->state.has_value());
    CHECK(members("R1") == "A*");
  }

  TEST_CASE("ids and tokens: six of 0-9A-Z and 192 random bits, each different (D6)") {
    const Config config;
    Registry registry(config);
    std::set<std::string> ids, tokens;
    for (int i = 0; i < 200; ++i) {
      const Outcome made = registry.create("S" + std::to_string(i), {}, {});
      REQUIRE(made.room->id.size() == 6);
      REQUIRE(made.room->id.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos);
      REQUIRE(made.owner_token.size() == 32);
      ids.insert(made.room->id);
      tokens.insert(made.owner_token);
    }
    CHECK(ids.size() == 200);
    CHECK(tokens.size() == 200);
  }

  TEST_CASE("create: an id that is taken is not given away again (D7)") {
    const Config config;
    int drawn = 0;
    Registry registry(config, {[&] { return ++drawn < 4 ? "SAME" : "FREE"; }, [] { return "token"; }});
    CHECK(registry.create("A", {}, {}).room->id == "SAME");
    CHECK(registry.create("B", {}, {}).room->id == "FREE");
    CHECK(drawn == 4);
    CHECK(registry.find("SAME")->owner_id == "A");
  }

  TEST_CASE_FIXTURE(RegistryFixture, "create: refused at the room limit, and the creator stays where it is") {
    config.limits.max_rooms = 1;
    create("A");
    const Outcome refused = create("A");
    CHECK(refused.refusal == Refusal::too_many_rooms);
    CHECK(refused.effects.empty());
    CHECK(members("R1") == "A*");
  }

  TEST_CASE_FIXTURE(RegistryFixture, "join: others are told, the joiner is behind the earlier members") {
    create("A");
    join("B", "R1");
    pass(5s);
    const Outcome joined = join("C", "R1");
    CHECK(lines(joined.effects) == Lines{"C enters R1", "R1 but C: joined C name-C"});
    CHECK(members("R1") == "A* B C");
    CHECK(joined.room->members.back().last_heartbeat_ms == 1'005'000);
  }

  TEST_CASE_FIXTURE(RegistryFixture, "join: unknown rooms and wrong passwords are refused") {
    create("A", "pw");
    CHECK(join("B", "NOWHERE").refusal == Refusal::room_not_found);
    CHECK(join("B", "R1").refusal == Refusal::wrong_password);
    CHECK(join("B", "R1", "PW").refusal == Refusal::wrong_password);
    CHECK(join("B", "R1", "pw").ok());
  }

  TEST_CASE_FIXTURE(RegistryFixture, "join: a full room takes its owner and nobody else") {
    config.limits.max_members_per_room = 2;
    create("A");
    join("B", "R1");
    CHECK(join("C", "R1").refusal == Refusal::room_full);
    CHECK(join("B", "R1").ok());
    CHECK(join_as_owner("A2", "R1", "T1").ok());
  }

  TEST_CASE_FIXTURE(RegistryFixture, "join: the owner token stands for the password (D16)") {
    create("A", "pw");
    CHECK(join_as_owner("B", "R1", "T2").refusal == Refusal::wrong_password);
    const Outcome joined = join_as_owner("A2", "R1", "T1");
    CHECK(joined.ok());
    CHECK(joined.room->owner_id == "A2");
  }

  TEST_CASE_FIXTURE(RegistryFixture, "join: a wrong owner token makes a plain member") {
    create("A");
    CHECK(join_as_owner("B", "R1", "guess").ok());
    CHECK(members("R1") == "A* B");
    CHECK(registry.find("R1")->owner_id == "A");
  }

  TEST_CASE_FIXTURE(RegistryFixture, "takeover: everybody but the newcomer sees the old owner go (D15)") {
    create("A");
    join("B", "R1");
    const Outcome taken = join_as_owner("A2", "R1", "T1");
    CHECK(lines(taken.effects) ==
          Lines{"R1 but A2: left A", "A2 enters R1", "R1 but A2: joined A2 name-A2 owner"});
    CHECK(members("R1") == "B A2*");
    CHECK(taken.room->owner_id == "A2");
    REQUIRE(registry.seat("A").has_value());
    CHECK(registry.seat("A")->is_owner());
  }

  TEST_CASE_FIXTURE(RegistryFixture,
                    "takeover: the replaced owner closes later, and nobody hears of it (D15)") {
    create("A");
    join_as_owner("A2", "R1", "T1");
    CHECK(disconnect("A") == Lines{"A exits R1"});
    CHECK(members("R1") == "A2*");
  }

  TEST_CASE_FIXTURE(RegistryFixture,
                    "takeover: the newest tab becomes owner again when the primary goes (D15)") {
    create("A");
    join("B", "R1");
    join_as_owner("A2", "R1", "T1");
    join_as_owner("A3", "R1", "T1");
    CHECK(disconnect("A3") == Lines{"R1 but A3: left A3", "A3 exits R1", "R1: joined A2 name-A2 owner"});
    CHECK(disconnect("A2") == Lines{"R1 but A2: left A2", "A2 exits R1", "R1: joined A ann owner"});
    CHECK(members("R1") == "B A*");
    CHECK(registry.find("R1")->owner_id == "A");
  }

  TEST_CASE_FIXTURE(RegistryFixture, "takeover: the oldest tab has to go when there are too many") {
    config.limits.max_owner_tabs = 2;
    create("A");
    join_as_owner("A2", "R1", "T1");
    join_as_owner("A3", "R1", "T1");
    CHECK(lines(join_as_owner("A4", "R1", "T1").effects) ==
          Lines{"R1 but A4: left A3", "A exits R1", "A4 enters R1", "R1 but A4: joined A4 name-A4 owner"});
    CHECK_FALSE(registry.seat("A").has_value());
    CHECK(registry.seat("A2").has_value());
  }

  TEST_CASE_FIXTURE(RegistryFixture, "rejoin: the same socket again is neither told nor demoted (D17)") {
    create("A");
    join("B", "R1");
    CHECK(lines(registry.join("A", {"R1", "", "", "ann"}, moment).effects).empty());
    CHECK(lines(join("B", "R1").effects).empty());
    CHECK(members("R1") == "A* B");
    CHECK(registry.find("R1")->owner_id == "A");
  }

  TEST_CASE_FIXTURE(RegistryFixture, "rejoin: a new name is told again, in the same place (D17)") {
    create("A");
    join("B", "R1");
    join("C", "R1");
    const Outcome renamed = registry.join("B", {"R1", "", "", "bob"}, moment);
    CHECK(lines(renamed.effects) == Lines{"R1 but B: joined B bob"});
    CHECK(members("R1") == "A* B C");
  }

  TEST_CASE_FIXTURE(RegistryFixture, "rejoin: a member that shows the token takes over where it stands") {
    create("A");
    join("B", "R1");
    join("C", "R1");
    CHECK(lines(join_as_owner("B", "R1", "T1").effects) ==
          Lines{"R1 but B: left A", "R1 but B: joined B name-B owner"});
    CHECK(members("R1") == "B* C");
  }

  TEST_CASE_FIXTURE(RegistryFixture, "rejoin: a tab that joins again becomes primary again") {
    create("A");
    join_as_owner("A2", "R1", "T1");
    CHECK(lines(registry.join("A", {"R1", "", "", "ann"}, moment).effects) ==
          Lines{"R1 but A: left A2", "R1 but A: joined A ann owner"});
    CHECK(members("R1") == "A*");
    CHECK(disconnect("A") == Lines{"R1 but A: left A", "A exits R1", "R1: joined A2 name-A2 owner"});
  }

  TEST_CASE_FIXTURE(RegistryFixture, "another room: the first one is left as by a disconnect (D11)") {
    create("A");
    join("B", "R1");
    CHECK(lines(create("A").effects) == Lines{"R1 but A: left A", "A exits R1", "A enters R2"});
    CHECK(members("R1") == "B");
    CHECK(registry.find("R1")->owner_id == "A");
    CHECK(lines(join("B", "R2").effects) ==
          Lines{"R1 but B: left B", "B exits R1", "B enters R2", "R2 but B: joined B name-B"});
    REQUIRE(registry.find("R1") != nullptr);
    CHECK_FALSE(registry.find("R1")->listed());
  }

  TEST_CASE_FIXTURE(RegistryFixture, "another room: a refused join leaves everything as it is") {
    create("A");
    create("X", "pw");
    CHECK(join("A", "R2").refusal == Refusal::wrong_password);
    CHECK(members("R1") == "A*");
  }

  TEST_CASE_FIXTURE(RegistryFixture, "leave: a member's going is told once") {
    create("A");
    join("B", "R1");
    CHECK(leave("B") == Lines{"R1 but B: left B", "B exits R1"});
    CHECK(leave("B").empty());
    CHECK(members("R1") == "A*");
  }

  TEST_CASE_FIXTURE(RegistryFixture, "leave: the last one is told that the room is gone") {
    create("A");
    CHECK(leave("A") == Lines{"R1: deleted", "R1 dissolves"});
    CHECK(registry.find("R1") == nullptr);
    CHECK(registry.seated() == 0);
    CHECK(registry.rooms().empty());
  }

  TEST_CASE_FIXTURE(RegistryFixture, "leave: an owner disbands the room, and all seats are free (D13, D20)") {
    create("A");
    join("B", "R1");
    join("C", "R1");
    CHECK(leave("A") == Lines{"R1 but A: left A", "R1 but A: deleted, owner left", "R1 dissolves"});
    CHECK_FALSE(registry.seat("B").has_value());
    CHECK(registry.seated() == 0);
    CHECK(registry.find("R1") == nullptr);
  }

  TEST_CASE_FIXTURE(RegistryFixture, "leave, owner_leave=keep: the room goes on without its owner") {
    config.owner_leave = OwnerLeave::keep;
    create("A");
    join("B", "R1");
    CHECK(leave("A") == Lines{"R1 but A: left A", "A exits R1"});
    CHECK(members("R1") == "B");
    CHECK(leave("B") == Lines{"R1: deleted", "R1 dissolves"});
  }

  TEST_CASE_FIXTURE(RegistryFixture, "leave, owner_leave=keep: another tab of the owner steps in") {
    config.owner_leave = OwnerLeave::keep;
    create("A");
    join_as_owner("A2", "R1", "T1");
    CHECK(leave("A2") == Lines{"R1 but A2: left A2", "A2 exits R1", "R1: joined A ann owner"});
  }

  TEST_CASE_FIXTURE(RegistryFixture, "leave: a replaced owner goes in silence and disbands nothing (D15)") {
    create("A");
    join_as_owner("A2", "R1", "T1");
    CHECK(leave("A") == Lines{"A exits R1"});
    CHECK(members("R1") == "A2*");
  }

  TEST_CASE_FIXTURE(RegistryFixture, "disconnect: an emptied room waits and is not listed (D12)") {
    create("A");
    CHECK(registry.find("R1")->listed());
    CHECK(disconnect("A") == Lines{"R1 but A: left A", "A exits R1"});
    REQUIRE(registry.find("R1") != nullptr);
    CHECK_FALSE(registry.find("R1")->listed());
    pass(1s);
    join_as_owner("A2", "R1", "T1");
    CHECK(registry.find("R1")->listed());
    CHECK_FALSE(registry.find("R1")->empty_since.has_value());
    CHECK(members("R1") == "A2*");
  }

  TEST_CASE_FIXTURE(RegistryFixture, "disconnect: a stranger may join the waiting room, as a plain member") {
    create("A");
    disconnect("A");
    CHECK(join("B", "R1").ok());
    CHECK(members("R1") == "B");
    CHECK(lines(join_as_owner("A2", "R1", "T1").effects) ==
          Lines{"A2 enters R1", "R1 but A2: joined A2 name-A2 owner"});
    CHECK(members("R1") == "B A2*");
  }

  TEST_CASE_FIXTURE(RegistryFixture, "heartbeat: marks the member, and the room when it is the owner's") {
    create("A");
    join("B", "R1");
    pass(7s);
    registry.heartbeat("B", moment);
    CHECK(registry.seat("B")->member->last_heartbeat_ms == 1'007'000);
    CHECK(registry.find("R1")->last_owner_heartbeat_ms == 1'000'000);
    registry.heartbeat("A", moment);
    CHECK(registry.find("R1")->last_owner_heartbeat_ms == 1'007'000);
    registry.heartbeat("nobody", moment);
  }

  TEST_CASE_FIXTURE(RegistryFixture, "rooms: listed in the order of creation") {
    create("A");
    create("B");
    create("C");
    leave("B");
    create("D");
    Lines ids;
    for (const Room& room : registry.rooms()) ids.push_back(room.id);
    CHECK(ids == Lines{"R1", "R3", "R4"});
  }
}

TEST_SUITE("watchroom/registry/helper") {
  TEST_CASE_FIXTURE(RegistryFixture, "register: needs the room and its owner token") {
    create("A");
    CHECK(registry.register_helper("H", "NOWHERE", "T1", moment).refusal == Refusal::room_not_found);
    CHECK(registry.register_helper("H", "R1", "wrong", moment).refusal == Refusal::wrong_owner_token);
    CHECK(registry.register_helper("H", "R1", "", moment).refusal == Refusal::wrong_owner_token);
    CHECK(registry.helped_room("H") == nullptr);
    CHECK(registry.register_helper("H", "R1", "T1", moment).ok());
    CHECK(registry.helped_room("H") == registry.find("R1"));
    CHECK_FALSE(registry.seat("H").has_value());
  }

  TEST_CASE_FIXTURE(RegistryFixture, "register: a second helper replaces the first in silence") {
    create("A");
    registry.register_helper("H", "R1", "T1", moment);
    show("R1", StateKind::screen);
    CHECK(registry.register_helper("H2", "R1", "T1", moment).effects.empty());
    CHECK(registry.helped_room("H") == nullptr);
    CHECK(*registry.find("R1")->helper == "H2");
    CHECK(disconnect("H").empty());
    CHECK(registry.find("R1")->shows(StateKind::screen));
  }

  TEST_CASE_FIXTURE(RegistryFixture,
                    "register: one room at a time, the first is given up in both directions (D27)") {
    create("A");
    create("X");
    registry.register_helper("H", "R1", "T1", moment);
    show("R1", StateKind::screen);
    const Outcome moved = registry.register_helper("H", "R2", "T2", moment);
    CHECK(lines(moved.effects) == Lines{"R1: screen stopped"});
    CHECK_FALSE(registry.find("R1")->helper.has_value());
    CHECK_FALSE(registry.find("R1")->state.has_value());
    CHECK(registry.helped_room("H") == registry.find("R2"));
  }

  TEST_CASE_FIXTURE(RegistryFixture, "register: again for the same room changes nothing") {
    create("A");
    registry.register_helper("H", "R1", "T1", moment);
    show("R1", StateKind::screen);
    CHECK(registry.register_helper("H", "R1", "T1", moment).effects.empty());
    CHECK(registry.find("R1")->shows(StateKind::screen));
  }

  TEST_CASE_FIXTURE(RegistryFixture, "disconnect: ends the screen, and only the screen") {
    create("A");
    registry.register_helper("H", "R1", "T1", moment);
    show("R1", StateKind::screen);
    CHECK(disconnect("H") == Lines{"R1: screen stopped"});
    CHECK_FALSE(registry.find("R1")->state.has_value());

    registry.register_helper("H", "R1", "T1", moment);
    show("R1", StateKind::play);
    CHECK(disconnect("H").empty());
    CHECK(registry.find("R1")->shows(StateKind::play));
  }

  TEST_CASE_FIXTURE(RegistryFixture, "leave: a helper that is in the room gives up both (D27)") {
    create("A");
    join("B", "R1");
    registry.register_helper("B", "R1", "T1", moment);
    show("R1", StateKind::screen);
    CHECK(leave("B") == Lines{"R1: screen stopped", "R1 but B: left B", "B exits R1"});
    CHECK(registry.helped_room("B") == nullptr);
  }

  TEST_CASE_FIXTURE(RegistryFixture, "disconnect: the screen stops before the member leaves") {
    create("A");
    join("B", "R1");
    registry.register_helper("A", "R1", "T1", moment);
    show("R1", StateKind::screen);
    CHECK(disconnect("A") == Lines{"R1: screen stopped", "R1 but A: left A", "A exits R1"});
  }

  TEST_CASE_FIXTURE(RegistryFixture, "a deleted room forgets its helper") {
    create("A");
    registry.register_helper("H", "R1", "T1", moment);
    leave("A");
    CHECK(registry.helped_room("H") == nullptr);
  }
}

}  // namespace watchroom
