// tests/watchroom/registry_fixture.hpp - a registry with predictable ids and a clock that a test turns.
#pragma once

#include <chrono>
#include <string>

#include "domain/registry.hpp"
#include "effects_text.hpp"

namespace watchroom {

using namespace std::chrono_literals;

/// Rooms are called R1, R2, ...; their owner tokens T1, T2, ... The hash of a password is the password.
struct RegistryFixture {
  Config config;
  Moment moment{TimePoint(1h), 1'000'000};
  int rooms_made = 0;
  int tokens_made = 0;
  Registry registry{config,
                    {[this] { return "R" + std::to_string(++rooms_made); },
                     [this] { return "T" + std::to_string(++tokens_made); }}};

  void pass(std::chrono::milliseconds span) {
    moment.now += span;
    moment.unix_ms += span.count();
  }

  static RoomProfile profile(std::string password = "") {
    RoomProfile profile;
    profile.name = "evening";
    profile.password_hash = std::move(password);
    profile.is_public = true;
    profile.owner_name = "ann";
    return profile;
  }
  Outcome create(const std::string& socket, const std::string& password = "") {
    return registry.create(socket, profile(password), moment);
  }
  Outcome join(const std::string& socket, const std::string& room, const std::string& password = "") {
    return registry.join(socket, {room, password, "", "name-" + socket}, moment);
  }
  Outcome join_as_owner(const std::string& socket, const std::string& room, const std::string& token) {
    return registry.join(socket, {room, "", token, "name-" + socket}, moment);
  }
  Lines leave(const std::string& socket) { return lines(registry.leave(socket, moment)); }
  Lines disconnect(const std::string& socket) {
    return lines(registry.disconnect(socket, moment, moment.now));
  }
  Effects show(const std::string& room, StateKind kind) {
    return registry.set_state(room, kind, "{}", moment);
  }

  /// The members as pages see them: ids in order, the owner marked with '*'.
  std::string members(const std::string& room) const {
    std::string text;
    for (const Member& member : registry.find(room)->members) {
      text += (text.empty() ? "" : " ") + member.id + (member.is_owner ? "*" : "");
    }
    return text;
  }
};

}  // namespace watchroom
