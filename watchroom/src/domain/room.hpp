// watchroom/domain/room.hpp - a room and those in it, as plain values.
//
// Texts are decoded UTF-8; only a state is kept as the JSON text its sender wrote, because nobody but the
// clients interprets it. Thread: hub. Lifetime: owned by the Registry, which alone changes them.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>

#include "base/timers.hpp"
#include "watchroom/config.hpp"

namespace watchroom {

/// The public id of a connection, as its client knows it.
using SocketId = std::string;
/// Six of 0-9 A-Z.
using RoomId = std::string;
using TimePoint = base::Timers::Clock::time_point;

/// The time at which something happens: for deadlines, and for texts.
struct Moment {
  TimePoint now;
  std::int64_t unix_ms = 0;
};

enum class RoomType { sync, screen, music };
enum class StateKind { play, live, screen, music };

/// What the room is watching.
struct State {
  StateKind kind;
  std::string json;           ///< one JSON object, as sent
  std::int64_t since_ms = 0;  ///< Unix time at which it was shown: when its position was right
};

struct Member {
  SocketId id;
  std::string name;
  bool is_owner = false;
  std::int64_t last_heartbeat_ms = 0;
};

/// What a creator decides about a room.
struct RoomProfile {
  std::string name;
  std::string description;
  std::string password_hash;  ///< empty: none; what it says is not known here
  bool is_public = false;
  RoomType type = RoomType::sync;
  std::string owner_name;  ///< the creator's; stays when ownership moves

  bool has_password() const { return !password_hash.empty(); }
};

/// Whoever shows the owner token is an owner. The newest of them is the primary one: owner_id, and a member.
/// The others are owner tabs: they keep their rights and receive everything, but are not listed as members,
/// and stand by to become primary again. There are tabs only while a primary is present.
struct Room {
  std::uint64_t number = 0;    ///< grows in the order of creation; never used again
  std::uint64_t revision = 0;  ///< another one after each change of what a list shows; no two rooms share one
  RoomId id;
  RoomProfile profile;
  std::string owner_token_hash;  ///< see owner_token_hash()
  SocketId owner_id;             ///< names the last primary owner while none is present
  std::list<Member> members;     ///< in the order clients show them
  std::list<Member> owner_tabs;  ///< oldest first
  std::optional<State> state;
  std::optional<SocketId> helper;  ///< the owner's control window for screen sharing, if registered
  std::int64_t created_at_ms = 0;
  std::int64_t last_owner_heartbeat_ms = 0;
  TimePoint last_owner_sign;  ///< as far as known; owners still connected may have shown more since
  std::optional<TimePoint> empty_since;  ///< set while nobody is in the room
  /// Of a room from before a restart, until its owner is back: everybody may still be on the way, so nothing
  /// ends before that.
  std::optional<TimePoint> expected_until;
  bool unsaved = false;  ///< something that outlives a restart has changed

  bool empty() const { return members.empty(); }
  bool listed() const { return profile.is_public && !empty(); }
  bool primary(const Member& member) const { return member.is_owner && member.id == owner_id; }
  /// An owner who is in the room without being shown as a member.
  bool tab(const Member& member) const { return member.is_owner && member.id != owner_id; }
  bool shows(StateKind kind) const { return state && state->kind == kind; }
};

/// As a token is kept: 192 random bits need no slow hash.
std::string owner_token_hash(std::string_view token);
/// Compares in constant time; an empty token is never right.
bool is_owner_token(std::string_view token, const Room& room);

/// What of a room outlives the process. Who is in it comes back by itself.
struct RoomRecord {
  std::uint64_t number = 0;
  RoomId id;
  RoomProfile profile;
  std::string owner_token_hash;
  SocketId owner_id;
  std::optional<State> state;
  std::int64_t created_at_ms = 0;
  std::int64_t last_owner_heartbeat_ms = 0;
};

/// The room as it is when a new process has read it at `moment`: nobody is in it.
Room restored_room(RoomRecord record, Moment moment, const Config& config);

/// Where a connection sits. Valid until the next change of the registry.
struct Seat {
  const Room* room;
  const Member* member;

  bool is_owner() const { return member->is_owner; }
};

}  // namespace watchroom
