#include "timeline.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "validation.hpp"

namespace watchroom {
namespace {

using socketio::RawJson;

/// Seconds beyond which a number is no position in a film.
constexpr double longest_film = 1e9;
/// Characters of a number that are kept as they came.
constexpr std::size_t longest_number = 32;

std::string number_text(double value) {
  socketio::JsonWriter out;
  out.number(value);
  return std::move(out).take_memory();
}

bool plays(const RawJson& state) {
  const auto playing = state.member("isPlaying");
  return playing && playing->as_bool().value_or(false);
}

}  // namespace

std::string RunningPosition::text_at(std::int64_t unix_ms) const {
  const std::int64_t elapsed_ms = std::min<std::int64_t>(unix_ms - since_ms, longest_run.count());
  if (elapsed_ms <= 0) return {};
  return number_text((std::round(seconds * 1000) + static_cast<double>(elapsed_ms)) / 1000);
}

std::optional<RunningPosition> running_position(const State& state) {
  if (state.kind != StateKind::play) return std::nullopt;
  const RawJson json = RawJson::trusted(state.json);
  const auto time = json.member("currentTime");
  const auto seconds = time ? time->as_number() : std::nullopt;
  if (!seconds || std::abs(*seconds) > longest_film || !plays(json)) return std::nullopt;
  const auto begin = static_cast<std::size_t>(time->text().data() - state.json.data());
  return RunningPosition{begin, begin + time->text().size(), *seconds, state.since_ms};
}

std::string state_at(const State& state, std::int64_t unix_ms) {
  std::string text = state.json;
  const auto position = running_position(state);
  if (!position) return text;
  const std::string now = position->text_at(unix_ms);
  if (!now.empty()) text.replace(position->begin, position->end - position->begin, now);
  return text;
}

std::string switched(const State& state, bool is_playing, std::int64_t unix_ms) {
  const std::string text = state_at(state, unix_ms);
  const RawJson json = RawJson::trusted(text);
  return plays(json) == is_playing ? text : with_member(json, "isPlaying", is_playing ? "true" : "false");
}

std::string moved(const State& state, const RawJson& position) {
  const double seconds = position.as_number().value_or(0);
  const bool as_sent = seconds >= 0 && position.text().size() <= longest_number;
  const std::string text = as_sent ? std::string(position.text()) : number_text(std::max(seconds, 0.0));
  return with_member(RawJson::trusted(state.json), "currentTime", text);
}

}  // namespace watchroom
