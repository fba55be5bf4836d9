#include "room_list.hpp"

#include <doctest/doctest.h>

#include "payloads.hpp"
#include "registry_walk.hpp"

namespace watchroom {
namespace {

/// Written from nothing.
std::string fresh_list(const Registry& registry, std::int64_t unix_ms) {
  socketio::JsonWriter out;
  out.begin_array();
  for (const Room& room : registry.rooms()) {
    if (room.listed()) to_json(out, RoomView{.room = room, .at_ms = unix_ms / 1000 * 1000});
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
        REQUIRE(list.of(registry, moment.unix_ms).text == fresh_list(registry, moment.unix_ms));
        if (roll(20) == 0)
          REQUIRE(seldom.of(registry, moment.unix_ms).text == fresh_list(registry, moment.unix_ms));
      }
    }
  }

  TEST_CASE_FIXTURE(RegistryFixture, "nothing changed: the same text, not made again") {
    create("A");
    RoomList list;
    const char* const text = list.of(registry, moment.unix_ms).text.data();
    CHECK(list.of(registry, moment.unix_ms).text.data() == text);
    registry.heartbeat("A", moment);
    CHECK(list.of(registry, moment.unix_ms).text.data() != text);
  }

  TEST_CASE_FIXTURE(RegistryFixture, "while a film runs the list is made again once a second, else not") {
    create("A");
    registry.set_state("R1", StateKind::play, R"({"currentTime":1.50,"isPlaying":true})", moment);
    create("B");
    RoomList list;
    const auto shows = [&](std::string_view part) {
      return list.of(registry, moment.unix_ms).text.find(part) != std::string::npos;
    };
    CHECK(shows(R"({"currentTime":1.50,"isPlaying":true})"));
    const char* const text = list.of(registry, moment.unix_ms).text.data();
    pass(999ms);
    CHECK(list.of(registry, moment.unix_ms).text.data() == text);
    pass(1ms);
    CHECK(shows(R"({"currentTime":2.5,"isPlaying":true})"));
    pass(8600ms);
    CHECK(shows(R"({"currentTime":10.5,"isPlaying":true})"));
    pass(1000s);
    CHECK(shows(R"({"currentTime":1010.5,"isPlaying":true})"));
    CHECK(list.of(registry, moment.unix_ms).text == fresh_list(registry, moment.unix_ms));
    registry.adjust_state("R1", R"({"currentTime":7,"isPlaying":false})", moment);
    pass(10s);
    CHECK(shows(R"({"currentTime":7,"isPlaying":false})"));
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
    list.of(registry, moment.unix_ms);
    create("S500");
    const std::string& text = list.of(registry, moment.unix_ms).text;
    CHECK(text == fresh_list(registry, moment.unix_ms));
    CHECK(text.size() > 100'000);
    CHECK(text.capacity() < text.size() + text.size() / 8);
  }
}

}  // namespace watchroom
