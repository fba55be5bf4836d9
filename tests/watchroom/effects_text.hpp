// tests/watchroom/effects_text.hpp - effects as short lines, so that a test can list what it expects.
#pragma once

#include <string>
#include <vector>

#include "../support/list_text.hpp"
#include "domain/effects.hpp"

namespace watchroom {

struct NewsText {
  std::string operator()(const MemberJoined& news) const {
    return "joined " + news.member.id + " " + news.member.name + (news.member.is_owner ? " owner" : "");
  }
  std::string operator()(const MemberLeft& news) const { return "left " + news.id; }
  std::string operator()(const StateCleared&) const { return "state cleared"; }
  std::string operator()(const ScreenStopped&) const { return "screen stopped"; }
  std::string operator()(const RoomDeleted& news) const {
    return news.owner_left ? "deleted, owner left" : "deleted";
  }
};

struct EffectText {
  std::string operator()(const Tell& tell) const {
    return tell.room + (tell.except.empty() ? "" : " but " + tell.except) + ": " +
           std::visit(NewsText{}, tell.news);
  }
  std::string operator()(const Enter& enter) const { return enter.socket + " enters " + enter.room; }
  std::string operator()(const Exit& exit) const { return exit.socket + " exits " + exit.room; }
  std::string operator()(const Dissolve& dissolve) const { return dissolve.room + " dissolves"; }
  std::string operator()(const Reschedule& reschedule) const { return reschedule.room + " deadline"; }
};

/// One line per effect, in order; changed deadlines are left out unless asked for.
inline std::vector<std::string> lines(const Effects& effects, bool with_deadlines = false) {
  std::vector<std::string> out;
  for (const Effect& effect : effects) {
    if (!with_deadlines && std::holds_alternative<Reschedule>(effect)) continue;
    out.push_back(std::visit(EffectText{}, effect));
  }
  return out;
}

using Lines = std::vector<std::string>;

}  // namespace watchroom
