// What the registry remembers of a connection that is lost, and does when it is back.
#include "lost_place.hpp"

#include "registry.hpp"

namespace watchroom {

LostPlace Registry::place(std::string_view socket) const {
  LostPlace place;
  if (const auto at = seat(socket)) {
    place.seat = RoomKey{at->room->id, at->room->number};
    place.name = at->member->name;
    place.is_owner = at->is_owner();
  }
  if (const Room* const helped = helped_room(socket)) place.helped = RoomKey{helped->id, helped->number};
  return place;
}

std::optional<Registry::RoomIt> Registry::same_room(const RoomKey& key) const {
  const auto found = by_id_.find(key.id);
  if (found == by_id_.end() || found->second->number != key.number) return std::nullopt;
  return found->second;
}

Effects Registry::come_back(std::string_view socket, const LostPlace& lost, Moment moment) {
  Effects effects;
  if (lost.helped) {
    if (const auto room = same_room(*lost.helped)) become_helper(*room, socket, moment, effects);
  }
  if (!lost.seat) return effects;
  const auto room = same_room(*lost.seat);
  if (!room || (!lost.is_owner && full(**room))) {
    effects.push_back(Exit{lost.seat->id, SocketId(socket)});
    return effects;
  }
  // It gets no list of members as after a join, so it is told as well who is no member any more.
  if (lost.is_owner) step_down(**room, {}, effects);
  enter(*room, socket, lost.name, lost.is_owner, moment, effects);
  return effects;
}

}  // namespace watchroom
