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

RoomList unbounded() { return RoomList(Limits().max_list_bytes); }

}  // namespace

TEST_SUITE("watchroom/room_list") {
  TEST_CASE_FIXTURE(RegistryWalk, "after each of any sequence of operations, the list is the one of now") {
    config.limits.max_owner_tabs = 2;
    config.limits.max_rooms = 6;
    RoomList list = unbounded(), seldom = unbounded();
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
    RoomList list = unbounded();
    const char* const text = list.of(registry, moment.unix_ms).text.data();
    CHECK(list.of(registry, moment.unix_ms).text.data() == text);
    registry.heartbeat("A", moment);
    CHECK(list.of(registry, moment.unix_ms).text.data() != text);
  }

  TEST_CASE_FIXTURE(RegistryFixture, "while a film runs the list is made again once a second, else not") {
    create("A");
    registry.set_state("R1", StateKind::play, R"({"currentTime":1.50,"isPlaying":true})", moment);
    create("B");
    RoomList list = unbounded();
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

  TEST_CASE_FIXTURE(RegistryFixture,
                    "what does not fit: first the states of the last rooms, then the rooms") {
    const std::string state = R"({"isPlaying":false})";
    for (const char* owner : {"A", "B", "C", "D"}) create(owner);
    for (const char* room : {"R1", "R2", "R3", "R4"})
      registry.set_state(room, StateKind::play, state, moment);
    const auto without_state = [&](std::string text) {
      return text.replace(text.rfind(state), state.size(), "null");
    };
    const std::string whole = fresh_list(registry, moment.unix_ms);
    const std::size_t room_bytes = (whole.size() - 5) / 4;
    const auto listed = [&](std::size_t max_bytes) {
      RoomList list(max_bytes);
      const std::string text = list.of(registry, moment.unix_ms).text;
      CHECK(list.complete() == (text == whole));
      CHECK(text.size() <= max_bytes);
      return text;
    };
    CHECK(listed(2 * whole.size()) == whole);
    CHECK(listed(6 * room_bytes) == without_state(whole));
    const std::string three = whole.substr(0, 3 * room_bytes + 3) + "]";
    CHECK(listed(3 * room_bytes) == without_state(three));
    CHECK(listed(room_bytes / 2) == "[]");
  }

  TEST_CASE_FIXTURE(RegistryWalk, "a bounded list is the same one, made anew or out of the last") {
    constexpr std::size_t max_bytes = 700;
    RoomList list(max_bytes);
    int incomplete = 0;
    for (int i = 0; i < 10'000; ++i) {
      step();
      const std::string& text = list.of(registry, moment.unix_ms).text;
      RoomList anew(max_bytes);
      REQUIRE(text == anew.of(registry, moment.unix_ms).text);
      REQUIRE(text.size() <= max_bytes);
      incomplete += list.complete() ? 0 : 1;
    }
    CHECK(incomplete > 100);
    CHECK(incomplete < 9'900);
  }

  TEST_CASE_FIXTURE(RegistryFixture, "a long list keeps no more memory than a little above its length") {
    for (int i = 0; i < 500; ++i) create("S" + std::to_string(i));
    RoomList list = unbounded();
    list.of(registry, moment.unix_ms);
    create("S500");
    const std::string& text = list.of(registry, moment.unix_ms).text;
    CHECK(text == fresh_list(registry, moment.unix_ms));
    CHECK(text.size() > 100'000);
    CHECK(text.capacity() < text.size() + text.size() / 8);
  }
}

}  // namespace watchroom
