// music:*: like a play state, in music rooms only.
#include "handlers.hpp"
#include "validation.hpp"

namespace watchroom {
namespace {

/// The room that the sender may play music in.
const Room* music_room(const Request& request) {
  const auto seat = request.owner_seat();
  if (!seat || seat->room->profile.type != RoomType::music) return nullptr;
  return is_state(request.argument, StateKind::music, request.limits()) ? seat->room : nullptr;
}

void on_music(const Request& request) {
  const Room* const room = music_room(request);
  if (!room) return;
  request.core.show(*room, StateKind::music, request.argument.text());
  request.to_others(*room).emit(request.event, request.argument);
}

/// What is kept says whether it plays, so that a page that joins later knows; what is forwarded stays as
/// sent.
template <bool is_playing>
void on_switch(const Request& request) {
  const Room* const room = music_room(request);
  if (!room) return;
  request.core.show(*room, StateKind::music,
                    with_member(request.argument, "isPlaying", is_playing ? "true" : "false"));
  request.to_others(*room).emit(request.event, request.argument);
}

constexpr EventHandler handlers[] = {
    {"music:change", on_music}, {"music:update", on_music},      {"music:queue", on_music},
    {"music:seek", on_music},   {"music:play", on_switch<true>}, {"music:pause", on_switch<false>},
};

}  // namespace

std::span<const EventHandler> music_handlers() { return handlers; }

}  // namespace watchroom
