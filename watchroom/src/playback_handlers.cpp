// play:*, live:change and state:clear. Commands are forwarded as they came; what the room shows follows them.
#include "handlers.hpp"
#include "timeline.hpp"
#include "validation.hpp"

namespace watchroom {
namespace {

/// Only an owner says what the room watches.
template <StateKind kind>
void on_state(const Request& request) {
  const auto seat = request.owner_seat();
  if (!seat || !is_state(request.argument, kind, request.limits())) return;
  request.core.show(*seat->room, kind, request.argument.text());
  request.to_others(*seat->room).emit(request.event, request.argument);
}

bool may_control(const Request& request, const std::optional<Seat>& seat) {
  return seat && (seat->is_owner() || request.core.config().member_playback == MemberPlayback::all);
}

void on_seek(const Request& request) {
  const auto seat = request.seat();
  if (!may_control(request, seat) || !is_finite_number(request.argument)) return;
  if (seat->room->shows(StateKind::play)) {
    request.core.adjust(*seat->room, moved(*seat->room->state, request.argument));
  }
  request.to_others(*seat->room).emit(request.event, request.argument);
}

template <bool is_playing>
void on_switch(const Request& request) {
  const auto seat = request.seat();
  if (!may_control(request, seat)) return;
  if (seat->room->shows(StateKind::play)) {
    request.core.adjust(*seat->room, switched(*seat->room->state, is_playing, request.core.moment().unix_ms));
  }
  request.to_others(*seat->room).emit(request.event);
}

void on_clear(const Request& request) {
  const auto seat = request.seat();
  if (!seat) return request.answer(failure(errors::not_in_room));
  if (!seat->is_owner()) return request.answer(failure(errors::not_owner));
  request.core.clear_state(*seat->room);
  request.core.counts().sent("state:cleared");
  request.sender.to(seat->room->id).emit("state:cleared");
  request.answer(success());
}

constexpr EventHandler handlers[] = {
    {"play:update", on_state<StateKind::play>},
    {"play:change", on_state<StateKind::play>},
    {"play:seek", on_seek},
    {"play:play", on_switch<true>},
    {"play:pause", on_switch<false>},
    {"live:change", on_state<StateKind::live>},
    {"state:clear", on_clear, Traffic::request},
};

}  // namespace

std::span<const EventHandler> playback_handlers() { return handlers; }

}  // namespace watchroom
