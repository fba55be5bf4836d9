// room:* and heartbeat.
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

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

/// A request that waits for something slow. Until that is there, what its sender sends waits behind it.
class Later {
 public:
  explicit Later(const Request& request)
      : core_(request.core),
        sender_(request.sender.id()),
        event_(request.event),
        number_(request.number),
        answer_(request.answer),
        hold_(core_.holds().hold(sender_)) {}
  /// Once: goes on with the request, without its argument, if its sender is still there. One that was lost
  /// and came back waits for nothing any more.
  template <class Fn>
  void go_on(Fn&& fn) const {
    socketio::Socket* const sender = core_.find(sender_);
    if (!sender || !core_.holds().holds(sender_, hold_)) return;
    fn(Request{core_, *sender, event_, number_, {}, answer_});
    core_.release(sender_);
  }

 private:
  Core& core_;
  SocketId sender_;
  std::string event_;
  EventNumber number_;
  socketio::Ack<Json> answer_;
  std::uint64_t hold_;
};

/// Told when it is certain that the room outlives a crash, so that no page keeps a token for a room that
/// never was.
void create(const Request& request, NewRoom wanted) {
  Core& core = request.core;
  const Outcome made = core.registry().create(request.sender.id(), std::move(wanted.profile), core.moment());
  if (!made.ok()) {
    request.limited(Limit::rooms);
    return request.answer(failure(reason(made.refusal)));
  }
  if (!wanted.password.empty()) core.passwords().know(made.room->id, wanted.password);
  core.apply(made.effects);
  note_maker(request, *made.room);
  base::log::info("watchroom: ", request.sender.id(), " created room ", made.room->id);
  const Credentials credentials{wanted.password, made.owner_token};
  core.when_saved([later = Later(request), text = created(*made.room, credentials)] {
    later.go_on([&](const Request& late) { late.answer(text); });
  });
}

void create_protected(const Request& request, NewRoom wanted) {
  std::string password = wanted.password;
  const auto go_on = [later = Later(request),
                      room = std::move(wanted)](std::optional<std::string> hash) mutable {
    later.go_on([&](const Request& late) {
      if (!hash) return late.answer(failure(errors::create_failed));
      room.profile.password_hash = *std::move(hash);
      create(late, std::move(room));
    });
  };
  request.core.passwords().hash(std::move(password), go_on);
}

void on_create(const Request& request) {
  auto wanted = read_new_room(request.argument, request.limits());
  if (!wanted) return request.answer(failure(errors::create_failed));
  if (!may_create(request)) return;
  wanted->profile.owner_name = request.name_or(std::move(wanted->profile.owner_name));
  if (wanted->password.empty()) return create(request, *std::move(wanted));
  create_protected(request, *std::move(wanted));
}

void join(const Request& request, const JoinRequest& by, bool is_owner) {
  Core& core = request.core;
  const Outcome outcome = core.registry().join(request.sender.id(), by, core.moment());
  if (!outcome.ok()) {
    log_failed_join(request, by.room_id, outcome.refusal);
    return request.answer(failure(reason(outcome.refusal)));
  }
  if (!is_owner) core.throttle().join_succeeded(request.sender, *outcome.room);
  core.apply(outcome.effects);
  base::log::debug("watchroom: ", request.sender.id(), " joined room ", outcome.room->id);
  request.answer(joined(*outcome.room, core.moment().unix_ms));
}

/// As join(), by a password. Until it is checked, guest and room may be gone.
void join_by_password(const Request& request, const Room& room, JoinRequest by, std::string password) {
  const auto decide = [later = Later(request), by = std::move(by),
                       hash = room.profile.password_hash](Passwords::Verdict verdict) mutable {
    later.go_on([&](const Request& late) {
      if (verdict == Passwords::Verdict::busy) return late.answer(failure(errors::join_failed));
      if (verdict == Passwords::Verdict::right) by.proven_hash = hash;
      join(late, by, false);
    });
  };
  request.core.passwords().check(room, std::move(password), decide);
}

void on_join(const Request& request) {
  const socketio::RawJson& argument = request.argument;
  if (argument.is_null()) return request.answer(failure(errors::join_failed));
  JoinRequest wanted{read_credential(argument, "roomId"), "", read_credential(argument, "ownerToken"), ""};
  Core& core = request.core;
  const bool is_owner = core.registry().is_owner_token(wanted.room_id, wanted.owner_token);
  if (!is_owner && !may_join(request, wanted.room_id)) return;
  const Room* const room = core.registry().find(wanted.room_id);
  if (!room) return request.answer(failure(errors::room_not_found));
  auto name = read_user_name(argument, request.limits());
  if (!name) return request.answer(failure(errors::join_failed));
  wanted.user_name = request.name_or(std::move(*name));
  if (is_owner || !room->profile.has_password()) return join(request, wanted, is_owner);
  join_by_password(request, *room, std::move(wanted), read_credential(argument, "password"));
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
  const Timestamp pong{moment.unix_ms};
  request.core.registry().heartbeat(request.sender.id(), moment);
  request.core.counts().sent("heartbeat:pong");
  // Pongs that are kept for lost clients would push out what those want to have.
  if (request.core.recovers()) return request.sender.volatile_().emit("heartbeat:pong", pong);
  request.sender.emit("heartbeat:pong", pong);
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
