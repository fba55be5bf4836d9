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

bool may_create(const Request& request) {
  Core& core = request.core;
  if (!core.throttle().lets_create(request.sender)) {
    request.limited(Limit::creations);
    request.answer(failure(errors::too_often));
    return false;
  }
  const auto maker = counted_address(request.sender);
  if (!maker || core.rooms_by_address().count(*maker) < request.limits().max_rooms_per_address) return true;
  request.limited(Limit::rooms_per_address);
  request.answer(failure(errors::create_failed));
  return false;
}

void note_maker(const Request& request, const Room& room) {
  if (const auto maker = counted_address(request.sender))
    request.core.rooms_by_address().add(room.id, *maker);
}

bool may_join(const Request& request, const RoomId& room_id) {
  Core& core = request.core;
  if (core.throttle().lets_join(request.sender, core.registry().find(room_id))) return true;
  request.limited(Limit::failed_joins);
  request.answer(failure(errors::too_often));
  return false;
}

void log_failed_join(const Request& request, const RoomId& room_id, Refusal why) {
  if (why == Refusal::room_full) return request.limited(Limit::members);
  RefusalLog& log = request.core.refusal_log();
  const std::string_view address = request.sender.handshake().address();
  if (!log.wants(address)) return;
  log.write(std::string(address) + ", " + request.sender.id() + " may not join room " + room_id + ": " +
            std::string(reason(why)));
}

void on_create(const Request& request) {
  auto profile = read_room_profile(request.argument, request.limits());
  if (!profile) return request.answer(failure(errors::create_failed));
  if (!may_create(request)) return;
  profile->owner_name = request.name_or(std::move(profile->owner_name));
  Core& core = request.core;
  const Outcome made = core.registry().create(request.sender.id(), std::move(*profile), core.moment());
  if (!made.ok()) {
    request.limited(Limit::rooms);
    return request.answer(failure(reason(made.refusal)));
  }
  core.apply(made.effects);
  note_maker(request, *made.room);
  base::log::info("watchroom: ", request.sender.id(), " created room ", made.room->id);
  request.answer(created(*made.room));
}

void on_join(const Request& request) {
  const socketio::RawJson& argument = request.argument;
  if (argument.is_null()) return request.answer(failure(errors::join_failed));
  JoinRequest join{read_credential(argument, "roomId"), read_credential(argument, "password"),
                   read_credential(argument, "ownerToken"), ""};
  Core& core = request.core;
  const bool is_owner = core.registry().is_owner_token(join.room_id, join.owner_token);
  if (!is_owner && !may_join(request, join.room_id)) return;
  if (!core.registry().find(join.room_id)) return request.answer(failure(errors::room_not_found));
  auto name = read_user_name(argument, request.limits());
  if (!name) return request.answer(failure(errors::join_failed));
  join.user_name = request.name_or(std::move(*name));

  const Outcome outcome = core.registry().join(request.sender.id(), join, core.moment());
  if (!outcome.ok()) {
    log_failed_join(request, join.room_id, outcome.refusal);
    return request.answer(failure(reason(outcome.refusal)));
  }
  if (!is_owner) core.throttle().join_succeeded(request.sender, *outcome.room);
  core.apply(outcome.effects);
  base::log::debug("watchroom: ", request.sender.id(), " joined room ", outcome.room->id);
  request.answer(joined(*outcome.room, core.moment().unix_ms));
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
    {"room:create", on_create, Traffic::request},
    {"room:join", on_join, Traffic::request},
    {"room:leave", on_leave},
    {"room:list", on_list, Traffic::list},
    {"heartbeat", on_heartbeat, Traffic::heartbeat},
};

}  // namespace

std::span<const EventHandler> room_handlers() { return handlers; }

}  // namespace watchroom
