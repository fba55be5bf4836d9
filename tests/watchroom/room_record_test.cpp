#include "room_record.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "registry_walk.hpp"

namespace watchroom {
namespace {

Room room_with_everything() {
  Room room;
  room.number = 7;
  room.id = "ABC123";
  room.profile = {"evening", "films", "$scrypt$x", true, RoomType::music, "ann"};
  room.owner_token_hash = "00ff";
  room.owner_id = "sid";
  room.state = State{StateKind::music, R"({"type":"music","song":{"name":"n"}})", 1'700'000'000'123};
  room.created_at_ms = 1'700'000'000'000;
  room.last_owner_heartbeat_ms = 1'700'000'000'456;
  return room;
}

RoomRecord again(const Room& room) {
  const auto record = from_record(room.id, to_record(room));
  REQUIRE(record.has_value());
  return *record;
}

}  // namespace

TEST_SUITE("watchroom/room_record") {
  TEST_CASE("what stands in a database") {
    CHECK(to_record(room_with_everything()) ==
          R"({"form":1,"number":7,"name":"evening","description":"films","passwordHash":"$scrypt$x",)"
          R"("isPublic":true,"roomType":"music","ownerName":"ann","ownerTokenHash":"00ff","ownerId":"sid",)"
          R"("createdAt":1700000000000,"lastOwnerHeartbeat":1700000000456,"stateKind":"music",)"
          R"("stateSince":1700000000123,"state":{"type":"music","song":{"name":"n"}}})");
  }

  TEST_CASE("every member comes back") {
    const RoomRecord record = again(room_with_everything());
    CHECK(record.number == 7);
    CHECK(record.id == "ABC123");
    CHECK(record.profile.name == "evening");
    CHECK(record.profile.description == "films");
    CHECK(record.profile.password_hash == "$scrypt$x");
    CHECK(record.profile.is_public);
    CHECK(record.profile.type == RoomType::music);
    CHECK(record.profile.owner_name == "ann");
    CHECK(record.owner_token_hash == "00ff");
    CHECK(record.owner_id == "sid");
    REQUIRE(record.state.has_value());
    CHECK(record.state->kind == StateKind::music);
    CHECK(record.state->json == R"({"type":"music","song":{"name":"n"}})");
    CHECK(record.state->since_ms == 1'700'000'000'123);
    CHECK(record.created_at_ms == 1'700'000'000'000);
    CHECK(record.last_owner_heartbeat_ms == 1'700'000'000'456);
  }

  TEST_CASE("so does a room with nothing in it, and each kind and type") {
    Room room;
    room.id = "R";
    CHECK_FALSE(again(room).state.has_value());
    CHECK(again(room).profile.name.empty());
    for (const RoomType type : {RoomType::sync, RoomType::screen, RoomType::music}) {
      room.profile.type = type;
      CHECK(again(room).profile.type == type);
    }
    for (const StateKind kind : {StateKind::play, StateKind::live, StateKind::screen, StateKind::music}) {
      room.state = State{kind, "{}"};
      CHECK(again(room).state->kind == kind);
    }
  }

  TEST_CASE("texts are any texts, and a state stays as it was written") {
    Room room = room_with_everything();
    room.profile.name = std::string("a\0b\x1f\"\\🍿\xef\xbf\xbd", 13);
    room.profile.description = std::string(100'000, '\n');
    room.state->json =
        "{ \"t\" : 1.10,\"big\":9007199254740993, \"s\":\"\\ud800\\u0000 "
        "🍿\",\"_placeholder\":true,\"num\":0 }";
    const RoomRecord record = again(room);
    CHECK(record.profile.name == room.profile.name);
    CHECK(record.profile.description == room.profile.description);
    CHECK(record.state->json == room.state->json);
  }

  TEST_CASE("what is no record is not read") {
    const std::string good = to_record(room_with_everything());
    CHECK(from_record("R", good).has_value());
    CHECK_FALSE(from_record("", good).has_value());
    for (std::size_t size = 0; size < good.size(); ++size) {
      CHECK_FALSE(from_record("R", good.substr(0, size)).has_value());
    }
    for (const auto& [from, to] :
         {std::pair("\"form\":1", "\"form\":2"), std::pair("\"number\":7", "\"number\":-7"),
          std::pair("\"name\":\"evening\"", "\"name\":1"),
          std::pair("\"music\",\"ownerName\"", "\"films\",\"ownerName\""),
          std::pair("\"isPublic\":true,", ""), std::pair("\"stateKind\":\"music\",", ""),
          std::pair("{\"type\":\"music\",\"song\":{\"name\":\"n\"}}", "7")}) {
      std::string bad = good;
      const std::size_t at = bad.find(from);
      REQUIRE(at != std::string::npos);
      bad.replace(at, std::string(from).size(), to);
      CHECK_FALSE(from_record("R", bad).has_value());
    }
  }

  TEST_CASE_FIXTURE(RegistryWalk,
                    "after any walk, a registry made of what was noted as unsaved is the same") {
    StringTable<RoomRecord> stored;  // read once: most rooms do not change in most steps
    for (int i = 0; i < 5'000; ++i) {
      step();
      for (const RoomId& id : registry.take_unsaved()) {
        const Room* const room = registry.find(id);
        if (room) {
          auto record = from_record(id, to_record(*room));
          REQUIRE(record.has_value());
          stored[id] = *std::move(record);
        } else {
          stored.erase(id);
        }
      }
      REQUIRE(stored.size() == registry.rooms().size());
      for (const Room& room : registry.rooms()) {
        const RoomRecord& record = stored[room.id];
        REQUIRE(record.owner_id == room.owner_id);
        REQUIRE(record.state.has_value() == room.state.has_value());
        REQUIRE((!room.state || record.state->json == room.state->json));
        REQUIRE(record.owner_token_hash == room.owner_token_hash);
        REQUIRE(record.number == room.number);
      }
    }
  }
}

}  // namespace watchroom
