// room:* and heartbeat.
#include "base/log.hpp"
#include "handlers.hpp"
#include "payloads.hpp"
#include "validation.hpp"

namespace watchroom {
namespace {

std::string_view reason(Refusal refusal) {
  switch (refusal) {
    case Refusal::none:
      break;
    case Refusal::too_many_rooms:
      return errors::create_failed;
    case Refusal::room_not_found:
      return errors::room_not_found;
    case Refusal::wrong_password:
      return errors::wrong_password;
    case Refusal::room_full:
      return errors::room_full;
    case Refusal::wrong_owner_token:
      return errors::wrong_owner_token;
  }
  return {};
}

void on_create(const Request& request) {
  auto profile = read_room_profile(request.argument, request.limits());
  if (!profile) return request.answer(failure(errors::create_failed));
  Core& core = request.core;
  const Outcome made = core.registry().create(request.sender.id(), std::move(*profile), core.moment());
  if (!made.ok()) {
    base::log::info("watchroom: ", request.sender.id(), " may not create a room: ", reason(made.refusal));
    return request.answer(failure(reason(made.refusal)));
  }
  core.apply(made.effects);
  base::log::info("watchroom: ", request.sender.id(), " created room ", made.room->id);
  request.answer(created(*made.room));
}

void on_join(const Request& request) {
  const socketio::RawJson& argument = request.argument;
  if (argument.is_null()) return request.answer(failure(errors::join_failed));
  JoinRequest join{read_credential(argument, "roomId"), read_credential(argument, "password"),
                   read_credential(argument, "ownerToken"), ""};
  Core& core = request.core;
  if (!core.registry().find(join.room_id)) return request.answer(failure(errors::room_not_found));
  auto name = read_user_name(argument, request.limits());
  if (!name) return request.answer(failure(errors::join_failed));
  join.user_name = std::move(*name);

  const Outcome outcome = core.registry().join(request.sender.id(), join, core.moment());
  if (!outcome.ok()) {
    base::log::info("watchroom: ", request.sender.id(), " may not join room ", join.room_id, ": ",
                    reason(outcome.refusal));
    return request.answer(failure(reason(outcome.refusal)));
  }
  core.apply(outcome.effects);
  base::log::debug("watchroom: ", request.sender.id(), " joined room ", outcome.room->id);
  request.answer(joined(*outcome.room));
}

void on_leave(const Request& request) {
  const auto seat = request.seat();
  if (!seat) return;
  Core& core = request.core;
  base::log::debug("watchroom: ", request.sender.id(), " left room ", seat->room->id);
  core.apply(core.registry().leave(request.sender.id(), core.moment()));
}

void on_list(const Request& request) {
  if (request.answer) request.answer(request.core.room_list());
}

void on_heartbeat(const Request& request) {
  const Moment moment = request.core.moment();
  request.core.registry().heartbeat(request.sender.id(), moment);
  request.core.counts().sent("heartbeat:pong");
  request.sender.emit("heartbeat:pong", Timestamp{moment.unix_ms});
}

constexpr EventHandler handlers[] = {
    {"room:create", on_create}, {"room:join", on_join},      {"room:leave", on_leave},
    {"room:list", on_list},     {"heartbeat", on_heartbeat},
};

}  // namespace

std::span<const EventHandler> room_handlers() { return handlers; }

}  // namespace watchroom
