// engineio/src/session_table.hpp - owns the sessions, and what is left to do for them at the end of a turn.
//
// Thread: hub.
#pragma once

#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/timers.hpp"

namespace engineio {

class LiveSession;

class SessionTable {
 public:
  explicit SessionTable(base::Timers& timers);
  ~SessionTable();
  SessionTable(const SessionTable&) = delete;
  SessionTable& operator=(const SessionTable&) = delete;

  /// @pre no session has that id.
  LiveSession& add(std::unique_ptr<LiveSession> session);
  /// Forgets the id at once and destroys the session at the end of the turn, because its own functions may
  /// be running now.
  void bury(LiveSession& session);
  LiveSession* find(std::string_view sid) const;
  std::size_t size() const { return by_id_.size(); }
  /// All sessions now, for a walk during which sessions may end.
  std::vector<LiveSession*> snapshot() const;

  /// Calls session.flush() at the end of the turn. @pre not asked for already in this turn.
  void flush_later(LiveSession& session);

 private:
  void arm();
  void end_turn();

  base::Timers& timers_;
  // The keys point into the sessions' own ids.
  std::unordered_map<std::string_view, std::unique_ptr<LiveSession>> by_id_;
  std::vector<std::unique_ptr<LiveSession>> graveyard_;
  std::vector<LiveSession*> to_flush_;
  std::vector<LiveSession*> flushing_;
  base::Timer end_of_turn_;
};

}  // namespace engineio
