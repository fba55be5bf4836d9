#include "validation.hpp"

#include <cmath>
#include <utility>

#include "base/utf8.hpp"
#include "domain/user_name.hpp"

namespace watchroom {
namespace {

using socketio::RawJson;

/// A JSON string holds no more code points than its text has bytes, so short ones need not be decoded.
bool within(const RawJson& string, const std::string& decoded, std::size_t max_length) {
  return string.text().size() <= max_length || base::utf8_length(decoded) <= max_length;
}

RoomType read_room_type(const RawJson& argument) {
  const std::string type = read_credential(argument, "roomType");
  if (type == "screen") return RoomType::screen;
  if (type == "music") return RoomType::music;
  return RoomType::sync;
}

std::string_view type_word(StateKind kind) {
  switch (kind) {
    case StateKind::play:
      return R"("play")";
    case StateKind::live:
      return R"("live")";
    case StateKind::screen:
      return R"("screen")";
    case StateKind::music:
      return R"("music")";
  }
  return {};
}

bool names_song(const RawJson& state) {
  const auto song = state.member("song");
  if (!song) return false;
  const auto name = song->member("name"), artist = song->member("artist");
  return name && name->is_string() && artist && artist->is_string();
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

std::optional<std::string> read_text(const RawJson& object, std::string_view key, std::size_t max_length) {
  const auto value = object.member(key);
  if (!value || value->is_null()) return "";
  auto text = value->as_string();
  if (!text || !within(*value, *text, max_length)) return std::nullopt;
  return text;
}

std::string read_credential(const RawJson& object, std::string_view key) {
  const auto value = object.member(key);
  return value ? value->as_string().value_or("") : "";
}

std::optional<NewRoom> read_new_room(const RawJson& argument, const Limits& limits) {
  if (!argument.is_object()) return std::nullopt;
  auto name = read_text(argument, "name", limits.max_name_length);
  auto description = read_text(argument, "description", limits.max_description_length);
  auto password = read_text(argument, "password", limits.max_password_length);
  auto owner_name = read_user_name(argument, limits);
  if (!name || !description || !password || !owner_name) return std::nullopt;

  const auto is_public = argument.member("isPublic");
  NewRoom room;
  RoomProfile& profile = room.profile;
  room.password = *std::move(password);
  profile.name = *std::move(name);
  profile.description = *std::move(description);
  profile.is_public = is_public && is_public->as_bool().value_or(false);
  profile.type = read_room_type(argument);
  profile.owner_name = *std::move(owner_name);
  return room;
}

std::optional<std::string> read_user_name(const RawJson& object, const Limits& limits) {
  const auto text = read_text(object, "userName", std::string::npos);
  if (!text) return std::nullopt;
  return user_name(*text, limits.max_user_name_length);
}

bool is_state(const RawJson& state, StateKind kind, const Limits& limits) {
  if (!state.is_object() || state.text().size() > limits.max_state_bytes) return false;
  const auto type = state.member("type");
  if (!type || type->text() != type_word(kind)) return false;
  return kind != StateKind::music || names_song(state);
}

std::string with_member(const RawJson& object, std::string_view key, std::string_view json) {
  std::string text(object.text());
  if (const auto old = object.member(key)) {
    const auto offset = static_cast<std::size_t>(old->text().data() - object.text().data());
    return text.replace(offset, old->text().size(), json);
  }
  text.pop_back();
  return text.append(",\"").append(key).append("\":").append(json).append("}");
}

bool is_text(const RawJson& value, std::size_t max_length) {
  if (!value.is_string() || value.text() == R"("")") return false;
  return value.text().size() <= max_length || base::utf8_length(*value.as_string()) <= max_length;
}

bool is_finite_number(const RawJson& value) {
  const auto number = value.as_number();
  return number && std::isfinite(*number);
}

bool is_audio(const RawJson& samples, const Limits& limits) {
  std::string_view text = samples.text();
  if (!samples.is_array() || text.size() > limits.max_audio_bytes) return false;
  std::size_t count = 0;
  unsigned value = 0;
  bool in_number = false;
  for (const char c : text.substr(1, text.size() - 2)) {
    if (is_digit(c)) {
      if (!in_number) ++count;
      value = in_number ? value * 10 + static_cast<unsigned>(c - '0') : static_cast<unsigned>(c - '0');
      in_number = true;
      if (value > 255) return false;
    } else if (c == ',' || is_space(c)) {
      in_number = false;
    } else {
      return false;
    }
  }
  return count <= limits.max_audio_samples;
}

}  // namespace watchroom
