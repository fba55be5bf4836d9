// engineio/src/session_table.hpp - owns the sessions, and what is left to do for them at the end of a turn.
//
// Thread: hub.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <unordered_set>
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

  /// Sessions are found by their own ids.
  static std::string_view id_of(const std::unique_ptr<LiveSession>& session);
  static std::string_view id_of(std::string_view id) { return id; }
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const auto& key) const { return std::hash<std::string_view>{}(id_of(key)); }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const auto& a, const auto& b) const { return id_of(a) == id_of(b); }
  };

  base::Timers& timers_;
  std::unordered_set<std::unique_ptr<LiveSession>, Hash, Equal> by_id_;
  std::vector<std::unique_ptr<LiveSession>> graveyard_;
  std::vector<LiveSession*> to_flush_;
  std::vector<LiveSession*> flushing_;
  base::Timer end_of_turn_;
};

}  // namespace engineio
