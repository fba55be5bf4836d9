#include "registry.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/check.hpp"
#include "base/random_id.hpp"
#include "expiry.hpp"

namespace watchroom {
namespace {

constexpr std::string_view room_id_alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::size_t room_id_length = 6;
constexpr std::size_t owner_token_bytes = 24;

Outcome refuse(Refusal refusal) {
  Outcome outcome;
  outcome.refusal = refusal;
  return outcome;
}

void saw_owner(Room& room, TimePoint sign) { room.last_owner_sign = std::max(room.last_owner_sign, sign); }

void tell_others(const Room& room, const Member& joined, Effects& effects) {
  effects.push_back(Tell{room.id, joined.id, MemberJoined{joined}});
}

}  // namespace

RoomSecrets RoomSecrets::random() {
  return {[] { return base::random_text(room_id_length, room_id_alphabet); },
          [] { return base::random_token(owner_token_bytes); }};
}

Registry::Registry(const Config& config, RoomSecrets secrets)
    : config_(config), secrets_(std::move(secrets)) {}

RoomId Registry::free_room_id() const {
  RoomId id = secrets_.room_id();
  while (by_id_.contains(id)) id = secrets_.room_id();
  return id;
}

void Registry::changed(Room& room) {
  revise(room);
  if (!std::exchange(room.unsaved, true)) unsaved_.push_back(room.id);
}

std::vector<RoomId> Registry::take_unsaved() {
  for (const RoomId& id : unsaved_) {
    if (const auto found = by_id_.find(id); found != by_id_.end()) found->second->unsaved = false;
  }
  return std::exchange(unsaved_, {});
}

void Registry::mark_owner(Room& room, Moment moment) {
  saw_owner(room, moment.now);
  room.last_owner_heartbeat_ms = moment.unix_ms;
  room.expected_until.reset();
  revise(room);
}

void Registry::clear(Room& room) {
  room.state.reset();
  changed(room);
}

Outcome Registry::create(std::string_view creator, RoomProfile profile, Moment moment) {
  if (rooms_.size() >= config_.limits.max_rooms) return refuse(Refusal::too_many_rooms);
  Outcome outcome;
  leave_previous(creator, moment, outcome.effects);

  const RoomIt room = rooms_.emplace(rooms_.end());
  room->number = ++rooms_made_;
  room->id = free_room_id();
  room->profile = std::move(profile);
  outcome.owner_token = secrets_.owner_token();
  room->owner_token_hash = owner_token_hash(outcome.owner_token);
  room->owner_id = creator;
  room->created_at_ms = moment.unix_ms;
  mark_owner(*room, moment);
  by_id_.emplace(room->id, room);
  changed(*room);
  admit(room, Member{room->owner_id, room->profile.owner_name, true, moment.unix_ms}, outcome.effects);
  outcome.room = &*room;
  return outcome;
}

Effects Registry::restore(RoomRecord record, Moment moment) {
  const RoomIt room = rooms_.insert(rooms_.end(), restored_room(std::move(record), moment, config_));
  rooms_made_ = std::max(rooms_made_, room->number);
  by_id_.emplace(room->id, room);
  revise(*room);
  return {Reschedule{room->id}};
}

Outcome Registry::join(std::string_view socket, const JoinRequest& request, Moment moment) {
  const auto found = by_id_.find(request.room_id);
  if (found == by_id_.end()) return refuse(Refusal::room_not_found);
  const RoomIt room = found->second;
  const bool shows_token = watchroom::is_owner_token(request.owner_token, *room);
  const auto seat = seats_.find(socket);
  const bool seated_here = seat != seats_.end() && seat->second.room == room;
  if (!shows_token) {
    const Refusal refusal = check_guest(*room, request, seated_here);
    if (refusal != Refusal::none) return refuse(refusal);
  }
  Outcome outcome;
  outcome.room = &*room;
  if (seated_here) {
    rejoin(seat->second, request.user_name, shows_token, moment, outcome.effects);
  } else {
    leave_previous(socket, moment, outcome.effects);
    enter(room, socket, request.user_name, shows_token, moment, outcome.effects);
  }
  return outcome;
}

Refusal Registry::check_guest(const Room& room, const JoinRequest& request, bool seated_here) const {
  const std::string& hash = room.profile.password_hash;
  if (!hash.empty() && request.proven_hash != hash) return Refusal::wrong_password;
  return full(room) && !seated_here ? Refusal::room_full : Refusal::none;
}

void Registry::enter(RoomIt room, std::string_view socket, const std::string& name, bool as_owner,
                     Moment moment, Effects& effects) {
  if (as_owner) {
    step_down(*room, socket, effects);
    room->owner_id = socket;
    mark_owner(*room, moment);
    changed(*room);
  }
  admit(room, Member{SocketId(socket), name, as_owner, moment.unix_ms}, effects);
  tell_others(*room, room->members.back(), effects);
}

void Registry::admit(RoomIt room, Member member, Effects& effects) {
  room->members.push_back(std::move(member));
  room->empty_since.reset();
  revise(*room);
  const MemberIt seat = std::prev(room->members.end());
  seats_.emplace(seat->id, Place{room, seat});
  effects.push_back(Enter{room->id, seat->id});
  effects.push_back(Reschedule{room->id});
}

void Registry::rejoin(const Place& place, const std::string& name, bool shows_token, Moment moment,
                      Effects& effects) {
  Room& room = *place.room;
  Member& member = *place.member;
  const bool takes_over = (shows_token || member.is_owner) && !room.primary(member);
  const bool renamed = member.name != name;
  member.name = name;
  member.last_heartbeat_ms = moment.unix_ms;
  if (takes_over) {
    if (room.tab(member)) room.members.splice(room.members.end(), room.owner_tabs, place.member);
    step_down(room, member.id, effects);
    member.is_owner = true;
    room.owner_id = member.id;
    changed(room);
  }
  if (member.is_owner) mark_owner(room, moment);
  if (takes_over || renamed) tell_others(room, member, effects);
}

void Registry::step_down(Room& room, std::string_view successor, Effects& effects) {
  const auto primary = std::find_if(room.members.begin(), room.members.end(),
                                    [&](const Member& member) { return room.primary(member); });
  if (primary == room.members.end()) return;
  effects.push_back(Tell{room.id, SocketId(successor), MemberLeft{primary->id}});
  room.owner_tabs.splice(room.owner_tabs.end(), room.members, primary);
  revise(room);
  if (room.owner_tabs.size() > config_.limits.max_owner_tabs) {
    vacate_tab(seats_.find(room.owner_tabs.front().id), effects);
  }
}

void Registry::promote_tab(Room& room, Effects& effects) {
  if (room.owner_tabs.empty()) return;
  room.members.splice(room.members.end(), room.owner_tabs, std::prev(room.owner_tabs.end()));
  const Member& owner = room.members.back();
  room.owner_id = owner.id;
  changed(room);
  effects.push_back(Tell{room.id, {}, MemberJoined{owner}});
}

void Registry::leave_previous(std::string_view socket, Moment moment, Effects& effects) {
  const auto seat = seats_.find(socket);
  if (seat == seats_.end()) return;
  const RoomIt room = seat->second.room;
  if (room->helper == socket) drop_helper(socket, moment.now, effects);
  vacate(seat, moment, moment.now, effects);
}

Effects Registry::leave(std::string_view socket, Moment moment) {
  Effects effects;
  const auto seat = seats_.find(socket);
  if (seat == seats_.end()) return effects;
  const auto [room, member] = seat->second;
  if (room->helper == socket) drop_helper(socket, moment.now, effects);

  const bool last = room->members.size() == 1 && room->owner_tabs.empty();
  const bool disbands = room->primary(*member) && config_.owner_leave == OwnerLeave::disband;
  if (room->tab(*member) || (!last && !disbands)) {
    vacate(seat, moment, moment.now, effects);
    return effects;
  }
  if (last) {
    effects.push_back(Tell{room->id, {}, RoomDeleted{}});
  } else {
    effects.push_back(Tell{room->id, member->id, MemberLeft{member->id}});
    effects.push_back(Tell{room->id, member->id, RoomDeleted{.owner_left = true}});
  }
  dissolve(room, effects);
  return effects;
}

Effects Registry::disconnect(std::string_view socket, Moment moment, TimePoint last_sign) {
  Effects effects;
  drop_helper(socket, last_sign, effects);
  const auto seat = seats_.find(socket);
  if (seat != seats_.end()) vacate(seat, moment, last_sign, effects);
  return effects;
}

void Registry::vacate(Seats::iterator seat, Moment moment, TimePoint last_sign, Effects& effects) {
  const auto [room, member] = seat->second;
  if (member->is_owner) saw_owner(*room, last_sign);
  if (room->tab(*member)) return vacate_tab(seat, effects);

  const bool was_owner = member->is_owner;
  effects.push_back(Tell{room->id, member->id, MemberLeft{member->id}});
  effects.push_back(Exit{room->id, member->id});
  room->members.erase(member);
  revise(*room);
  seats_.erase(seat);
  if (was_owner) promote_tab(*room, effects);
  if (room->empty()) room->empty_since = moment.now;
  effects.push_back(Reschedule{room->id});
}

void Registry::vacate_tab(Seats::iterator seat, Effects& effects) {
  const auto [room, member] = seat->second;
  effects.push_back(Exit{room->id, member->id});
  room->owner_tabs.erase(member);
  seats_.erase(seat);
}

void Registry::dissolve(RoomIt room, Effects& effects) {
  for (const auto* list : {&room->members, &room->owner_tabs}) {
    for (const Member& member : *list) seats_.erase(member.id);
  }
  if (room->helper) helpers_.erase(*room->helper);
  by_id_.erase(room->id);
  if (!room->unsaved) unsaved_.push_back(room->id);
  effects.push_back(Dissolve{room->id});
  rooms_.erase(room);
  ++revision_;
}

Outcome Registry::register_helper(std::string_view socket, std::string_view room_id,
                                  std::string_view owner_token, Moment moment) {
  const auto found = by_id_.find(room_id);
  if (found == by_id_.end()) return refuse(Refusal::room_not_found);
  const RoomIt room = found->second;
  if (!watchroom::is_owner_token(owner_token, *room)) return refuse(Refusal::wrong_owner_token);
  Outcome outcome;
  outcome.room = &*room;
  become_helper(room, socket, moment, outcome.effects);
  return outcome;
}

void Registry::become_helper(RoomIt room, std::string_view socket, Moment moment, Effects& effects) {
  saw_owner(*room, moment.now);
  if (room->helper == socket) return;
  drop_helper(socket, moment.now, effects);
  if (room->helper) helpers_.erase(*room->helper);
  room->helper = socket;
  helpers_.emplace(socket, room);
}

void Registry::drop_helper(std::string_view socket, TimePoint last_sign, Effects& effects) {
  const auto place = helpers_.find(socket);
  if (place == helpers_.end()) return;
  Room& room = *place->second;
  helpers_.erase(place);
  room.helper.reset();
  saw_owner(room, last_sign);
  if (!room.shows(StateKind::screen)) return;
  clear(room);
  effects.push_back(Tell{room.id, {}, ScreenStopped{}});
}

Effects Registry::set_state(std::string_view room_id, StateKind kind, std::string_view json, Moment moment) {
  Room& room = at(room_id);
  saw_owner(room, moment.now);
  changed(room);
  if (room.state) {
    room.state->kind = kind;
    room.state->json.assign(json);
    room.state->since_ms = moment.unix_ms;
    return {};
  }
  room.state = State{kind, std::string(json), moment.unix_ms};
  return {Reschedule{room.id}};
}

void Registry::adjust_state(std::string_view room_id, std::string_view json, Moment moment) {
  Room& room = at(room_id);
  BASE_CHECK(room.state.has_value());
  room.state->json.assign(json);
  room.state->since_ms = moment.unix_ms;
  changed(room);
}

void Registry::clear_state(std::string_view room_id) { clear(at(room_id)); }

void Registry::heartbeat(std::string_view socket, Moment moment) {
  const auto seat = seats_.find(socket);
  if (seat == seats_.end()) return;
  seat->second.member->last_heartbeat_ms = moment.unix_ms;
  if (seat->second.member->is_owner) mark_owner(*seat->second.room, moment);
}

Effects Registry::expire(std::string_view room_id, Moment moment, TimePoint owner_sign) {
  const auto found = by_id_.find(room_id);
  if (found == by_id_.end()) return {};
  const RoomIt room = found->second;
  saw_owner(*room, owner_sign);
  Effects effects;
  if (state_expired(*room, moment.now, config_)) {
    clear(*room);
    effects.push_back(Tell{room->id, {}, StateCleared{}});
  }
  if (room_expired(*room, moment.now, config_)) {
    effects.push_back(Tell{room->id, {}, RoomDeleted{}});
    dissolve(room, effects);
  } else {
    effects.push_back(Reschedule{room->id});
  }
  return effects;
}

const Room* Registry::find(std::string_view room_id) const {
  const auto found = by_id_.find(room_id);
  return found == by_id_.end() ? nullptr : &*found->second;
}

bool Registry::is_owner_token(std::string_view room_id, std::string_view token) const {
  const Room* const room = find(room_id);
  return room && watchroom::is_owner_token(token, *room);
}

std::optional<Seat> Registry::seat(std::string_view socket) const {
  const auto found = seats_.find(socket);
  if (found == seats_.end()) return std::nullopt;
  return Seat{&*found->second.room, &*found->second.member};
}

const Room* Registry::helped_room(std::string_view socket) const {
  const auto found = helpers_.find(socket);
  return found == helpers_.end() ? nullptr : &*found->second;
}

bool Registry::belongs(std::string_view socket, const Room& room) const {
  if (room.helper == socket) return true;
  const auto found = seats_.find(socket);
  return found != seats_.end() && &*found->second.room == &room;
}

Room& Registry::at(std::string_view room_id) {
  const auto found = by_id_.find(room_id);
  BASE_CHECK(found != by_id_.end());
  return *found->second;
}

}  // namespace watchroom
