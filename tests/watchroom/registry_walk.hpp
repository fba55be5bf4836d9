// tests/watchroom/registry_walk.hpp - long walks over all operations of the registry.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <utility>

#include "registry_fixture.hpp"

namespace watchroom {

/// Few sockets in few rooms, by dice that are the same on every run.
struct RegistryWalk : RegistryFixture {
  std::mt19937 dice{20240607};

  int roll(int sides) { return static_cast<int>(dice() % static_cast<unsigned>(sides)); }
  std::string socket() { return "S" + std::to_string(roll(8)); }
  std::string room() { return "R" + std::to_string(std::max(1, rooms_made - roll(4))); }
  std::string token_of(const std::string& id) const {
    return registry.find(id) ? "T" + id.substr(1) : "none";
  }

  Outcome create_some(const std::string& who) {
    RoomProfile some = profile(roll(4) == 0 ? "secret" : "");
    some.is_public = roll(4) != 0;
    return registry.create(who, std::move(some), moment);
  }
  Effects show_some(const std::string& where) {
    constexpr StateKind kinds[] = {StateKind::play, StateKind::live, StateKind::screen, StateKind::music};
    if (roll(4) == 0) {
      registry.clear_state(where);
      return {};
    }
    const std::string text = "{\"at\":" + std::to_string(roll(3)) +
                             ",\"currentTime\":9.50,\"isPlaying\":" + (roll(2) == 0 ? "true" : "false") + "}";
    return registry.set_state(where, kinds[roll(4)], text, moment);
  }

  Effects step() {
    const std::string who = socket(), where = room();
    switch (roll(11)) {
      case 0:
        return create_some(who).effects;
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
        return registry.find(where) ? show_some(where) : Effects{};
      case 8: {
        const LostPlace lost = registry.place(who);
        Effects effects = registry.disconnect(who, moment, moment.now);
        if (roll(2) == 0) pass(7s);
        const Effects more = registry.come_back(who, lost, moment);
        effects.insert(effects.end(), more.begin(), more.end());
        return effects;
      }
      case 9:
        pass(1s);
        registry.heartbeat(who, moment);
        return {};
      default:
        pass(7s);
        return registry.expire(where, moment, {});
    }
  }
};

}  // namespace watchroom
