// socketio/src/recovery/in_memory_recovery.hpp - lost sessions and missed events of one namespace, in this
// process.
//
// Thread: hub.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/timers.hpp"
#include "recovery/event_log.hpp"
#include "recovery/offsets.hpp"
#include "recovery/session_store.hpp"
#include "socketio/options.hpp"
#include "socketio/session_recovery.hpp"

namespace socketio {

class InMemoryRecovery final : public SessionRecovery {
 public:
  /// @param unnoticed  how long a connection may be dead before the server knows.
  /// @param budget     shared by the namespaces of a server; outlives them.
  InMemoryRecovery(base::Timers& timers, const ConnectionStateRecovery& options,
                   std::chrono::milliseconds unnoticed, LogBudget& budget);

  /// Keeps an event that carries an offset.
  void keep(const EncodedPacket& packet, const BroadcastOptions& options);

  std::string next_offset() override;
  std::string last_offset() const override;
  void persist_session(PersistedSession session) override;
  void restore_session(const std::string& pid, const std::optional<std::string>& offset,
                       const Reply& reply) override;
  void replay(const std::string& from, const std::vector<Room>& rooms,
              const std::function<void(const EncodedPacket&)>& send) override;
  bool awaits_anybody() override;

  /// Forgets everything.
  void close();

 private:
  std::optional<RestoredSession> restore(const std::string& pid, const std::optional<std::string>& offset);
  /// The number behind which the session's client has missed events; nothing when that cannot be told.
  std::optional<std::uint64_t> missed_from(const PersistedSession& session,
                                           const std::optional<std::string>& offset) const;
  std::uint64_t number(const std::string& own_offset) const;
  void purge();
  void purge_later();

  base::Timers& timers_;
  base::Timers::Clock::duration keep_sessions_;
  base::Timers::Clock::duration keep_events_;
  Offsets offsets_;
  std::uint64_t last_number_ = 0;
  EventLog log_;
  SessionStore sessions_;
  base::Timer purge_timer_;
};

}  // namespace socketio
