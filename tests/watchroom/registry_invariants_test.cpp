#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "domain/registry.hpp"
#include "registry_fixture.hpp"

namespace watchroom {
namespace {

/// Long walks over all operations by few sockets in few rooms, the same on every run.
struct Walk : RegistryFixture {
  std::mt19937 dice{20240607};

  int roll(int sides) { return static_cast<int>(dice() % static_cast<unsigned>(sides)); }
  std::string socket() { return "S" + std::to_string(roll(8)); }
  std::string room() { return "R" + std::to_string(std::max(1, rooms_made - roll(4))); }
  std::string token_of(const std::string& id) const {
    const Room* found = registry.find(id);
    return found ? found->owner_token : "none";
  }

  Effects step() {
    const std::string who = socket(), where = room();
    switch (roll(9)) {
      case 0:
        return create(who).effects;
      case 1:
      case 2:
        return join(who, where).effects;
      case 3:
        return join_as_owner(who, where, token_of(where)).effects;
      case 4:
        return registry.leave(who, moment);
      case 5:
        return registry.disconnect(who, moment, moment.now);
      case 6:
        return registry.register_helper(who, where, token_of(where), moment).effects;
      case 7:
        return registry.find(where) ? show(where, StateKind::screen) : Effects{};
      default:
        pass(7s);
        return registry.expire(where, moment, {});
    }
  }

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
