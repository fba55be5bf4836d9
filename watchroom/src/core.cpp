#include "core.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "domain/expiry.hpp"
#include "event_table.hpp"
#include "payloads.hpp"

namespace watchroom {
namespace {

/// How late a pong may be before its sender counts as silent.
constexpr std::chrono::milliseconds pong_grace{5'000};

struct TellAll {
  EventCounts& counts;
  const socketio::BroadcastOperator& target;

  void operator()(const MemberJoined& news) const { emit("room:member-joined", news.member); }
  void operator()(const MemberLeft& news) const { emit("room:member-left", news.id); }
  void operator()(const StateCleared&) const { emit("state:cleared"); }
  void operator()(const ScreenStopped&) const { emit("screen:stop"); }
  void operator()(const RoomDeleted& news) const {
    if (news.owner_left) return emit("room:deleted", DeletionReason{"owner_left"});
    emit("room:deleted");
  }

  template <class... Args>
  void emit(std::string_view event, const Args&... args) const {
    counts.sent(event);
    target.emit(event, args...);
  }
};

}  // namespace

Core::Core(socketio::Server& server, base::Timers& timers, Config config, Resources resources)
    : config_(std::move(config)),
      nsp_(server.of("/")),
      timers_(timers),
      recovers_(server.options().connection_state_recovery.has_value()),
      idle_silence_(server.options().ping_interval + pong_grace),
      counts_(event_names()),
      passwords_(resources.hashing, config_.password_cost),
      store_(resources.store) {
  if (!store_) return;
  saver_.emplace(*store_, *resources.writing, timers, std::string(room_collection),
                 [this](std::string_view room_id) { return record(room_id); });
}

const Json& Core::room_list() {
  const Json& list = room_list_.of(registry_, timers_.unix_ms());
  if (!room_list_.complete()) tally_.limited(Limit::list_bytes);
  return list;
}

socketio::Socket* Core::find(std::string_view socket_id) const { return nsp_.find(socket_id); }

socketio::BroadcastOperator Core::in(const Room& room) const { return nsp_.in(room.id); }

void Core::show(const Room& room, StateKind kind, std::string_view json) {
  apply(registry_.set_state(room.id, kind, json, moment()));
}

void Core::adjust(const Room& room, std::string_view json) {
  registry_.adjust_state(room.id, json, moment());
  note_unsaved();
}

void Core::clear_state(const Room& room) {
  registry_.clear_state(room.id);
  note_unsaved();
}

struct Core::Apply {
  Core& core;

  void operator()(const Tell& tell) const {
    auto target = core.nsp_.in(tell.room);
    std::visit(TellAll{core.counts_, tell.except.empty() ? target : target.except(tell.except)}, tell.news);
  }
  void operator()(const Enter& enter) const {
    if (socketio::Socket* socket = core.find(enter.socket)) socket->join(enter.room);
  }
  void operator()(const Exit& exit) const {
    if (socketio::Socket* socket = core.find(exit.socket)) socket->leave(exit.room);
  }
  void operator()(const Dissolve& dissolve) const {
    core.nsp_.in(dissolve.room).sockets_leave(dissolve.room);
    core.deadlines_.erase(dissolve.room);
    core.rooms_by_address_.remove(dissolve.room);
    core.passwords_.forget(dissolve.room);
    base::log::info("watchroom: room ", dissolve.room, " is gone");
  }
  void operator()(const Reschedule& reschedule) const { core.schedule(reschedule.room); }
};

void Core::apply(const Effects& effects) {
  for (const Effect& effect : effects) std::visit(Apply{*this}, effect);
  note_unsaved();
}

void Core::forget(socketio::Socket& socket, socketio::DisconnectReason reason) {
  // Everybody goes at once: telling each of each would only delay the end.
  if (reason == socketio::DisconnectReason::server_shutting_down) return;
  base::log::debug("watchroom: ", socket.id(), " disconnected: ", to_string(reason));
  late_answers_.forget(socket.id());
  holds_.forget(socket.id());
  if (recovers_) remember_place(socket);
  // A connection that ends in any other way was alive until now.
  const bool was_silent = reason == socketio::DisconnectReason::ping_timeout;
  const TimePoint last_sign = was_silent ? socket.last_seen() : timers_.now();
  apply(registry_.disconnect(socket.id(), moment(), last_sign));
}

void Core::remember_place(socketio::Socket& socket) {
  LostPlace place = registry_.place(socket.id());
  if (!place.empty()) socket.data<Guest>().lost = std::make_unique<LostPlace>(std::move(place));
}

void Core::come_back(socketio::Socket& socket) {
  Guest& guest = socket.data<Guest>();
  const auto lost = std::exchange(guest.lost, nullptr);
  if (!lost) return;
  if (!guest.name.empty()) lost->name = guest.name;
  apply(registry_.come_back(socket.id(), *lost, moment()));
  const bool seated = registry_.seat(socket.id()).has_value();
  base::log::debug("watchroom: ", socket.id(), seated ? " is back in its room" : " is back, in no room");
}

void Core::schedule(const RoomId& room_id) {
  const Room* const room = registry_.find(room_id);
  if (!room) return;
  const TimePoint due = std::max(next_deadline(*room, config_), idle_until(*room));
  deadlines_[room_id] = timers_.after(due - timers_.now(), [this, room_id] { on_deadline(room_id); });
}

void Core::on_deadline(const RoomId& room_id) {
  const Room* const room = registry_.find(room_id);
  if (!room) return;
  if (timers_.now() < idle_until(*room)) return schedule(room_id);
  apply(registry_.expire(room_id, moment(), owner_seen(*room)));
}

TimePoint Core::idle_until(const Room& room) const {
  const auto shortest = std::min(config_.owner_state_timeout, config_.owner_room_timeout);
  if (shortest >= idle_silence_ || room.empty()) return {};
  const TimePoint seen = owner_seen(room);
  return seen == TimePoint{} ? seen : seen + idle_silence_;
}

TimePoint Core::owner_seen(const Room& room) const {
  TimePoint seen = registry_.belongs(room.owner_id, room) ? last_seen(room.owner_id) : TimePoint{};
  for (const Member& tab : room.owner_tabs) seen = std::max(seen, last_seen(tab.id));
  return room.helper ? std::max(seen, last_seen(*room.helper)) : seen;
}

TimePoint Core::last_seen(std::string_view socket_id) const {
  const socketio::Socket* const socket = find(socket_id);
  return socket ? socket->last_seen() : TimePoint{};
}

}  // namespace watchroom
