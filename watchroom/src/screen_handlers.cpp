// screen:*: sharing by the owner or the room's helper, and its signals.
#include "handlers.hpp"
#include "payloads.hpp"
#include "signals.hpp"
#include "validation.hpp"

namespace watchroom {
namespace {

/// The room in which the sender may share: its own one if it is an owner there; a member that is no owner may
/// not share, even as a helper; whoever is in no room may for the room it helps.
const Room* shareable_room(const Request& request) {
  if (const auto seat = request.seat()) return seat->is_owner() ? seat->room : nullptr;
  return request.core.registry().helped_room(request.sender.id());
}

void on_helper_register(const Request& request) {
  const socketio::RawJson& argument = request.argument;
  if (argument.is_null()) return request.answer(failure(errors::register_failed));
  Core& core = request.core;
  const std::string room_id = read_credential(argument, "roomId");
  const std::string token = read_credential(argument, "ownerToken");
  if (!core.registry().is_owner_token(room_id, token) &&
      !core.throttle().lets_join(request.sender, core.registry().find(room_id))) {
    request.limited(Limit::failed_joins);
    return request.answer(failure(errors::too_often));
  }
  const Outcome outcome = core.registry().register_helper(request.sender.id(), room_id, token, core.moment());
  if (outcome.refusal == Refusal::room_not_found) return request.answer(failure(errors::room_not_found));
  if (!outcome.ok()) return request.answer(failure(errors::wrong_owner_token));
  core.apply(outcome.effects);
  request.answer(success());
}

void on_start(const Request& request) {
  const Room* const room = shareable_room(request);
  if (!room || !is_state(request.argument, StateKind::screen, request.limits())) return;
  request.core.show(*room, StateKind::screen, request.argument.text());
  request.to_all(*room).emit(request.event, request.argument);
}

void on_stop(const Request& request) {
  const Room* const room = shareable_room(request);
  if (!room) return;
  request.core.clear_state(*room);
  request.to_all(*room).emit(request.event);
}

void on_viewer_ready(const Request& request) {
  const auto seat = request.seat();
  if (!seat || seat->is_owner() || !seat->room->shows(StateKind::screen)) return;
  const SocketId sharer = seat->room->helper.value_or(seat->room->owner_id);
  if (!request.core.registry().belongs(sharer, *seat->room)) return;
  socketio::Socket* const socket = request.core.find(sharer);
  if (!socket) return;
  request.count_sent();
  socket->emit(request.event, FromUser{request.sender.id()});
}

/// A helper reaches the room it helps beside its own.
void forward_signal(const Request& request, std::string_view key, std::size_t max_bytes) {
  const Room* const helped = request.core.registry().helped_room(request.sender.id());
  forward(request, {own_room(request), helped}, key, max_bytes);
}

void on_offer(const Request& request) {
  forward_signal(request, "offer", request.limits().max_session_description_bytes);
}
void on_answer(const Request& request) {
  forward_signal(request, "answer", request.limits().max_session_description_bytes);
}
void on_ice(const Request& request) {
  forward_signal(request, "candidate", request.limits().max_candidate_bytes);
}

constexpr EventHandler handlers[] = {
    {"screen:helper-register", on_helper_register, Traffic::request},
    {"screen:start", on_start},
    {"screen:stop", on_stop},
    {"screen:viewer-ready", on_viewer_ready, Traffic::signal},
    {"screen:offer", on_offer, Traffic::signal},
    {"screen:answer", on_answer, Traffic::signal},
    {"screen:ice", on_ice, Traffic::signal},
};

}  // namespace

std::span<const EventHandler> screen_handlers() { return handlers; }

}  // namespace watchroom
