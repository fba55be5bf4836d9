// watchroom/timeline.hpp - where a film is by now: what a page that comes later is told.
//
// A play state is kept as its sender wrote it, but for two members: commands of the room change currentTime
// and isPlaying, and while it plays, answers have the position of that moment. Other kinds of states are
// never touched: a music state has a time stamp of its own from which pages count.
//
// Protocol: "Server timeline". Thread: any.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "domain/room.hpp"
#include "socketio/json.hpp"

namespace watchroom {

/// Where the text of a play state that plays has its position.
struct RunningPosition {
  std::size_t begin;
  std::size_t end;
  double seconds;             ///< of the film, at ...
  std::int64_t since_ms = 0;  ///< ... this Unix time

  /// Nobody watches longer without a word from the owner's page, which reports every few seconds.
  static constexpr std::chrono::milliseconds longest_run = std::chrono::hours(4);

  /// The JSON number at `unix_ms`; empty when it is the one that is there.
  std::string text_at(std::int64_t unix_ms) const;
};

/// Nothing when it is no play state, does not play or has no position.
std::optional<RunningPosition> running_position(const State& state);

/// The state's text as it is at `unix_ms`.
std::string state_at(const State& state, std::int64_t unix_ms);

/// The text after a command at `unix_ms`: the film plays or stops, or goes on from `position`, a number.
/// @pre a play state.
std::string switched(const State& state, bool is_playing, std::int64_t unix_ms);
std::string moved(const State& state, const socketio::RawJson& position);

}  // namespace watchroom
