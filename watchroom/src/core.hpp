// watchroom/core.hpp - the application behind App: the rules, the clock and the server, connected.
//
// Thread: hub. Lifetime: owned by App; handlers refer to it.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <system_error>

#include "domain/registry.hpp"
#include "domain/string_table.hpp"
#include "event_counts.hpp"
#include "holds.hpp"
#include "late_answers.hpp"
#include "passwords.hpp"
#include "refusal_log.hpp"
#include "room_list.hpp"
#include "rooms_by_address.hpp"
#include "socketio/server.hpp"
#include "storage/write_behind.hpp"
#include "tally.hpp"
#include "throttle.hpp"
#include "watchroom/app.hpp"

namespace watchroom {

/// Of the store.
constexpr std::string_view room_collection = "rooms";

class Core {
 public:
  Core(socketio::Server& server, base::Timers& timers, Config config, Resources resources);

  const Config& config() const { return config_; }
  /// Changed through this object's other members only where effects follow.
  Registry& registry() { return registry_; }
  const Registry& registry() const { return registry_; }
  Throttle& throttle() { return throttle_; }
  Tally& tally() { return tally_; }
  const Tally& tally() const { return tally_; }
  RefusalLog& refusal_log() { return refusal_log_; }
  LateAnswers& late_answers() { return late_answers_; }
  RoomsByAddress& rooms_by_address() { return rooms_by_address_; }
  /// What room:list answers now. Good until the next call.
  const Json& room_list();

  EventCounts& counts() { return counts_; }

  Moment moment() const { return {timers_.now(), timers_.unix_ms()}; }
  /// The connected socket with that id, or null.
  socketio::Socket* find(std::string_view socket_id) const;
  /// Everybody in the room.
  socketio::BroadcastOperator in(const Room& room) const;

  /// The owner's side shows something new in the room.
  void show(const Room& room, StateKind kind, std::string_view json);
  /// Somebody moved what the room shows: its text now.
  void adjust(const Room& room, std::string_view json);
  /// The room shows nothing from here on; nobody is told.
  void clear_state(const Room& room);
  /// Carries out what the rules ask for, in order.
  void apply(const Effects& effects);

  Passwords& passwords() { return passwords_; }
  Holds& holds() { return holds_; }
  /// The opposite of holds().hold(): handles what has come from the socket meanwhile, if it is still there.
  void release(const SocketId& socket_id);

  /// See App::restore().
  std::error_code restore();
  /// Calls `fn` when all changes so far survive a crash; at once without a store, and soon if that is slow.
  void when_saved(std::function<void()> fn);
  /// See App::close().
  void close();
  std::optional<storage::WriteBehindStats> storage_stats() const;

  /// The socket's connection has ended. If it may come back, its place is remembered with the socket.
  void forget(socketio::Socket& socket, socketio::DisconnectReason reason);
  /// A lost socket is there again (Socket::recovered()): back to its place, as far as there is one.
  void come_back(socketio::Socket& socket);
  /// Lost sockets may come back. Then every event is kept for a while that is not volatile.
  bool recovers() const { return recovers_; }

 private:
  void on_deadline(const RoomId& room_id);
  void schedule(const RoomId& room_id);
  /// When something last came from an owner or helper that is connected; the epoch when none is.
  TimePoint owner_seen(const Room& room) const;
  /// Timeouts below the ping interval would take every idle owner for gone: up to this time one that is
  /// connected counts as present.
  TimePoint idle_until(const Room& room) const;
  TimePoint last_seen(std::string_view socket_id) const;

  void remember_place(socketio::Socket& socket);

  void note_unsaved();
  std::optional<std::string> record(std::string_view room_id) const;

  struct Apply;

  const Config config_;
  socketio::Namespace& nsp_;
  base::Timers& timers_;
  const bool recovers_;
  const std::chrono::milliseconds idle_silence_;  ///< at most, of a connection that answers its pings
  Registry registry_{config_};
  RoomList room_list_{config_.limits.max_list_bytes};
  EventCounts counts_;
  StringTable<base::Timer> deadlines_;  ///< one per room
  Throttle throttle_{config_.rates, timers_};
  Tally tally_;
  RefusalLog refusal_log_{timers_};
  LateAnswers late_answers_{timers_};
  RoomsByAddress rooms_by_address_;
  Passwords passwords_;
  Holds holds_;
  storage::RecordStore* const store_;  ///< null: none
  std::optional<storage::WriteBehind> saver_;
};

}  // namespace watchroom
