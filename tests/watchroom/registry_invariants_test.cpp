#include <doctest/doctest.h>

#include <algorithm>

#include "domain/registry.hpp"
#include "registry_walk.hpp"

namespace watchroom {
namespace {

struct Walk : RegistryWalk {
  void check_room(const Room& at, std::size_t& seats) {
    REQUIRE(at.empty() == at.empty_since.has_value());
    REQUIRE((at.owner_tabs.empty() || std::any_of(at.members.begin(), at.members.end(),
                                                  [&](const Member& m) { return at.primary(m); })));
    for (const Member& member : at.members) {
      REQUIRE(member.is_owner == at.primary(member));
      REQUIRE(registry.seat(member.id)->member == &member);
    }
    for (const Member& tab : at.owner_tabs) {
      REQUIRE(at.tab(tab));
      REQUIRE(registry.seat(tab.id)->member == &tab);
    }
    REQUIRE(at.owner_tabs.size() <= config.limits.max_owner_tabs);
    if (at.helper) REQUIRE(registry.helped_room(*at.helper) == &at);
    seats += at.members.size() + at.owner_tabs.size();
  }
};

}  // namespace

TEST_SUITE("watchroom/registry/invariants") {
  TEST_CASE_FIXTURE(Walk, "after any sequence of operations seats, owners, tabs and helpers agree") {
    config.limits.max_owner_tabs = 2;
    config.limits.max_rooms = 5;
    for (const OwnerLeave mode : {OwnerLeave::disband, OwnerLeave::keep}) {
      config.owner_leave = mode;
      for (int i = 0; i < 10'000; ++i) {
        step();
        std::size_t seats = 0;
        for (const Room& at : registry.rooms()) check_room(at, seats);
        REQUIRE(registry.seated() == seats);
      }
    }
  }

  TEST_CASE_FIXTURE(Walk, "who follows the effects knows who receives what") {
    StringTable<std::string> listening;
    for (int i = 0; i < 10'000; ++i) {
      for (const Effect& effect : step()) {
        if (const auto* enter = std::get_if<Enter>(&effect)) listening[enter->socket] = enter->room;
        if (const auto* exit = std::get_if<Exit>(&effect)) listening.erase(exit->socket);
        if (const auto* gone = std::get_if<Dissolve>(&effect)) {
          std::erase_if(listening, [&](const auto& entry) { return entry.second == gone->room; });
        }
      }
      REQUIRE(listening.size() == registry.seated());
      for (const auto& [socket, room] : listening) REQUIRE(registry.seat(socket)->room->id == room);
    }
  }
}

}  // namespace watchroom
