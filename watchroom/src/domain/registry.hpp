// watchroom/domain/registry.hpp - all rooms, and who is where: the rules of creating, joining and leaving.
//
// An operation changes the rooms and returns what has to be done outside, in order; it calls nobody. Time is
// passed in. A connection is in one room at most, and helper of one room at most.
//
// Protocol: "Lifecycle".
// Thread:   hub.
// Lifetime: refers to the Config it was given. References to rooms and members, seats included, are valid
//           until an operation removes what they refer to; those on states and heartbeats remove nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "effects.hpp"
#include "lost_place.hpp"
#include "room.hpp"
#include "string_table.hpp"
#include "watchroom/config.hpp"

namespace watchroom {

/// Why an operation was refused; nothing has changed then.
enum class Refusal { none, too_many_rooms, room_not_found, wrong_password, room_full, wrong_owner_token };

struct Outcome {
  Refusal refusal = Refusal::none;
  const Room* room = nullptr;  ///< set when not refused; good until the next change
  Effects effects;
  std::string owner_token;  ///< of a new room: nobody can be told it later

  bool ok() const { return refusal == Refusal::none; }
};

struct JoinRequest {
  RoomId room_id;
  std::string proven_hash;  ///< the password hash for which the password was shown; empty: none
  std::string owner_token;  ///< empty: none
  std::string user_name;
};

/// Where ids and tokens come from.
struct RoomSecrets {
  std::function<std::string()> room_id;
  std::function<std::string()> owner_token;
  /// From the system's CSPRNG: six of 0-9 A-Z, and 192 bits.
  static RoomSecrets random();
};

class Registry {
 public:
  explicit Registry(const Config& config, RoomSecrets secrets = RoomSecrets::random());

  /// Makes a room with `creator` as its owner and only member. A previous room of the creator is left as
  /// by a disconnect.
  Outcome create(std::string_view creator, RoomProfile profile, Moment moment);

  /// Brings a room back that an earlier process had; see RoomRecord and Config::restored_room_grace. Rooms
  /// come in the order of their numbers, before any is created; `max_rooms` does not hold for them.
  Effects restore(RoomRecord record, Moment moment);

  /// Puts `socket` into a room. The owner token makes it the primary owner, in place of another one, and
  /// stands for the password. Joining one's own room again changes nothing but the name, and the role if it
  /// grows. Another room is left as by a disconnect.
  Outcome join(std::string_view socket, const JoinRequest& request, Moment moment);

  /// The user's own decision to go; an owner may disband the room by it. Nothing when in no room.
  Effects leave(std::string_view socket, Moment moment);

  /// The connection is gone, last heard of at `last_sign`. An emptied room waits for somebody to return.
  Effects disconnect(std::string_view socket, Moment moment, TimePoint last_sign);

  /// What `socket` has in the rooms now.
  LostPlace place(std::string_view socket) const;
  /// A connection that was lost is the same one again: it has its place back, without a password, and others
  /// are told as of a join. Who was an owner is the primary one, as with the token. Nothing is left for it
  /// of a room that is gone, or full without it. @pre it is in no room and helps none.
  Effects come_back(std::string_view socket, const LostPlace& lost, Moment moment);

  /// Makes `socket` the control window of a room, in place of another one, which is not told.
  Outcome register_helper(std::string_view socket, std::string_view room_id, std::string_view owner_token,
                          Moment moment);

  /// Replaces the room's state; `json` is kept as it is. @pre the room exists.
  Effects set_state(std::string_view room_id, StateKind kind, std::string_view json, Moment moment);
  /// The state is the same but for where it is, which `json` says and which was right at `moment`. No sign of
  /// the owner. @pre the room has a state.
  void adjust_state(std::string_view room_id, std::string_view json, Moment moment);
  /// The room shows nothing from here on; nobody is told. @pre the room exists.
  void clear_state(std::string_view room_id);

  /// A sign of life by which pages show who is there. Nothing when in no room.
  void heartbeat(std::string_view socket, Moment moment);

  /// Clears or deletes what is due in the room, given that its owners were last heard of at `owner_sign`.
  Effects expire(std::string_view room_id, Moment moment, TimePoint owner_sign);

  /// The rooms that came, went or changed in what a RoomRecord has, since the last call.
  std::vector<RoomId> take_unsaved();

  const Room* find(std::string_view room_id) const;
  /// Whether there is such a room, and `token` is its owner token.
  bool is_owner_token(std::string_view room_id, std::string_view token) const;
  std::optional<Seat> seat(std::string_view socket) const;
  /// The room whose helper `socket` is, or null.
  const Room* helped_room(std::string_view socket) const;
  /// True for a connection that is in the room, listed or not, and for the room's helper.
  bool belongs(std::string_view socket, const Room& room) const;
  /// In the order of creation.
  const std::list<Room>& rooms() const { return rooms_; }
  /// Another one whenever a list of the rooms would show something else: a room came, went or has a new
  /// revision.
  std::uint64_t revision() const { return revision_; }
  /// Connections that are in a room, tabs included.
  std::size_t seated() const { return seats_.size(); }

 private:
  using RoomIt = std::list<Room>::iterator;
  using MemberIt = std::list<Member>::iterator;
  struct Place {
    RoomIt room;
    MemberIt member;
  };

  using Seats = StringTable<Place>;

  RoomId free_room_id() const;
  Room& at(std::string_view room_id);
  /// A list shows something else.
  void revise(Room& room) { room.revision = ++revision_; }
  /// The same, and it outlives a restart.
  void changed(Room& room);
  /// There is a sign of the owner that clients can see the time of.
  void mark_owner(Room& room, Moment moment);
  void clear(Room& room);
  bool full(const Room& room) const { return room.members.size() >= config_.limits.max_members_per_room; }
  std::optional<RoomIt> same_room(const RoomKey& key) const;
  Refusal check_guest(const Room& room, const JoinRequest& request, bool seated_here) const;
  void enter(RoomIt room, std::string_view socket, const std::string& name, bool as_owner, Moment moment,
             Effects& effects);
  void admit(RoomIt room, Member member, Effects& effects);
  void rejoin(const Place& place, const std::string& name, bool shows_token, Moment moment, Effects& effects);
  void leave_previous(std::string_view socket, Moment moment, Effects& effects);

  void step_down(Room& room, std::string_view successor, Effects& effects);
  void promote_tab(Room& room, Effects& effects);

  void vacate(Seats::iterator seat, Moment moment, TimePoint last_sign, Effects& effects);
  void vacate_tab(Seats::iterator seat, Effects& effects);
  void become_helper(RoomIt room, std::string_view socket, Moment moment, Effects& effects);
  void drop_helper(std::string_view socket, TimePoint last_sign, Effects& effects);
  void dissolve(RoomIt room, Effects& effects);

  const Config& config_;
  RoomSecrets secrets_;
  std::list<Room> rooms_;
  std::uint64_t revision_ = 0;
  std::uint64_t rooms_made_ = 0;
  std::vector<RoomId> unsaved_;
  StringTable<RoomIt> by_id_;
  Seats seats_;
  StringTable<RoomIt> helpers_;
};

}  // namespace watchroom
