#include "room_record.hpp"

#include <array>
#include <utility>

#include "payloads.hpp"
#include "socketio/json.hpp"

namespace watchroom {
namespace {

using socketio::JsonWriter;
using socketio::RawJson;

/// Of the form of the object; an older one can be told by it.
constexpr std::int64_t form = 1;

constexpr std::array<std::pair<StateKind, std::string_view>, 4> kinds{{{StateKind::play, "play"},
                                                                       {StateKind::live, "live"},
                                                                       {StateKind::screen, "screen"},
                                                                       {StateKind::music, "music"}}};

constexpr std::array types{RoomType::sync, RoomType::screen, RoomType::music};

template <class T>
void write(JsonWriter& out, std::string_view key, const T& value) {
  out.key(key);
  to_json(out, value);
}

void write_state(JsonWriter& out, const State& state) {
  for (const auto& [kind, word] : kinds) {
    if (kind == state.kind) write(out, "stateKind", word);
  }
  write(out, "stateSince", state.since_ms);
  // As deep in here as it was in its event, so that what could be received can be read again.
  out.key("state");
  out.raw(state.json);
}

/// Reads members as long as all of them fit.
struct Reader {
  RawJson object;
  bool fits = true;

  template <class T>
  void operator()(std::string_view key, T& value) {
    const auto member = object.member(key);
    fits = fits && member && from_json(*member, value);
  }
};

std::optional<State> read_state(Reader& read) {
  const auto json = read.object.member("state");
  if (!json) return std::nullopt;
  State state{StateKind::play, std::string(json->text())};
  std::string word;
  read("stateKind", word);
  read("stateSince", state.since_ms);
  bool known = false;
  for (const auto& [kind, name] : kinds) {
    if (name != word) continue;
    state.kind = kind;
    known = true;
  }
  read.fits = read.fits && known && json->is_object();
  return state;
}

void read_type(Reader& read, RoomType& type) {
  std::string word;
  read("roomType", word);
  bool known = false;
  for (const RoomType one : types) {
    if (to_string(one) != word) continue;
    type = one;
    known = true;
  }
  read.fits = read.fits && known;
}

void read_profile(Reader& read, RoomProfile& profile) {
  read("name", profile.name);
  read("description", profile.description);
  read("passwordHash", profile.password_hash);
  read("isPublic", profile.is_public);
  read_type(read, profile.type);
  read("ownerName", profile.owner_name);
}

}  // namespace

std::string to_record(const Room& room) {
  JsonWriter out;
  out.begin_object();
  write(out, "form", form);
  write(out, "number", room.number);
  write(out, "name", room.profile.name);
  write(out, "description", room.profile.description);
  write(out, "passwordHash", room.profile.password_hash);
  write(out, "isPublic", room.profile.is_public);
  write(out, "roomType", to_string(room.profile.type));
  write(out, "ownerName", room.profile.owner_name);
  write(out, "ownerTokenHash", room.owner_token_hash);
  write(out, "ownerId", room.owner_id);
  write(out, "createdAt", room.created_at_ms);
  write(out, "lastOwnerHeartbeat", room.last_owner_heartbeat_ms);
  if (room.state) write_state(out, *room.state);
  out.end_object();
  return std::move(out).take_memory();
}

std::optional<RoomRecord> from_record(std::string_view id, std::string_view bytes) {
  const auto object = RawJson::parse(bytes);
  if (!object || id.empty()) return std::nullopt;
  Reader read{*object};
  std::int64_t found_form = 0;
  RoomRecord record;
  record.id = id;
  read("form", found_form);
  read("number", record.number);
  read_profile(read, record.profile);
  read("ownerTokenHash", record.owner_token_hash);
  read("ownerId", record.owner_id);
  read("createdAt", record.created_at_ms);
  read("lastOwnerHeartbeat", record.last_owner_heartbeat_ms);
  record.state = read_state(read);
  if (!read.fits || found_form != form) return std::nullopt;
  return record;
}

}  // namespace watchroom
