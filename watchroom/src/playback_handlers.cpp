// play:*, live:change and state:clear.
#include "handlers.hpp"
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
  request.to_others(*seat->room).emit(request.event, request.argument);
}

void on_play_or_pause(const Request& request) {
  const auto seat = request.seat();
  if (may_control(request, seat)) request.to_others(*seat->room).emit(request.event);
}

void on_clear(const Request& request) {
  const auto seat = request.seat();
  if (!seat) return request.answer(failure(errors::not_in_room));
  if (!seat->is_owner()) return request.answer(failure(errors::not_owner));
  request.core.registry().clear_state(seat->room->id);
  request.core.counts().sent("state:cleared");
  request.sender.to(seat->room->id).emit("state:cleared");
  request.answer(success());
}

constexpr EventHandler handlers[] = {
    {"play:update", on_state<StateKind::play>},
    {"play:change", on_state<StateKind::play>},
    {"play:seek", on_seek},
    {"play:play", on_play_or_pause},
    {"play:pause", on_play_or_pause},
    {"live:change", on_state<StateKind::live>},
    {"state:clear", on_clear, Traffic::request},
};

}  // namespace

std::span<const EventHandler> playback_handlers() { return handlers; }

}  // namespace watchroom
