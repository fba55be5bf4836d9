#include "room_list.hpp"

#include <doctest/doctest.h>

#include "payloads.hpp"
#include "registry_walk.hpp"

namespace watchroom {
namespace {

/// Written from nothing.
std::string fresh_list(const Registry& registry) {
  socketio::JsonWriter out;
  out.begin_array();
  for (const Room& room : registry.rooms()) {
    if (room.listed()) to_json(out, RoomView{.room = room});
  }
  out.end_array();
  return out.text();
}

}  // namespace

TEST_SUITE("watchroom/room_list") {
  TEST_CASE_FIXTURE(RegistryWalk, "after each of any sequence of operations, the list is the one of now") {
    config.limits.max_owner_tabs = 2;
    config.limits.max_rooms = 6;
    RoomList list, seldom;
    for (const OwnerLeave mode : {OwnerLeave::disband, OwnerLeave::keep}) {
      config.owner_leave = mode;
      for (int i = 0; i < 10'000; ++i) {
        step();
        REQUIRE(list.of(registry).text == fresh_list(registry));
        if (roll(20) == 0) REQUIRE(seldom.of(registry).text == fresh_list(registry));
      }
    }
  }

  TEST_CASE_FIXTURE(RegistryFixture, "nothing changed: the same text, not made again") {
    create("A");
    RoomList list;
    const char* const text = list.of(registry).text.data();
    CHECK(list.of(registry).text.data() == text);
    registry.heartbeat("A", moment);
    CHECK(list.of(registry).text.data() != text);
  }

  TEST_CASE_FIXTURE(RegistryFixture, "what a list does not show changes no revision") {
    create("A");
    join("B", "R1");
    const std::uint64_t before = registry.revision();
    registry.heartbeat("B", moment);
    registry.register_helper("H", "R1", "T1", moment);
    registry.leave("nobody", moment);
    join("C", "R9");
    CHECK(registry.revision() == before);
  }

  TEST_CASE_FIXTURE(RegistryFixture, "a long list keeps no more memory than a little above its length") {
    for (int i = 0; i < 500; ++i) create("S" + std::to_string(i));
    RoomList list;
    list.of(registry);
    create("S500");
    const std::string& text = list.of(registry).text;
    CHECK(text == fresh_list(registry));
    CHECK(text.size() > 100'000);
    CHECK(text.capacity() < text.size() + text.size() / 8);
  }
}

}  // namespace watchroom
