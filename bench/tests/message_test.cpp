#include "message.hpp"

#include <doctest/doctest.h>

TEST_SUITE("bench/message") {
  TEST_CASE("rooms by name: an acknowledged join and leave") {
    CHECK(bench::join_room_message("room-7", 2).packet == R"(422["join_room","room-7"])");
    CHECK(bench::leave_room_message("room-7", 3).packet == R"(423["leave_room","room-7"])");
  }

  TEST_CASE("a broadcast: to the room that the options name, the same event for everybody in it") {
    bench::Options options;
    options.size_bytes = 0;
    CHECK(bench::broadcast_message(options).packet == R"(42["bc",""])");
    options.room = "mine";
    CHECK(bench::broadcast_message(options).packet == R"(42["bc_room","mine",""])");
    CHECK(bench::broadcast_event(options) == R"(["bc",""])");
  }
}
