// socketio/src/recovery/session_store.hpp - sessions whose connection is lost, by their pid.
//
// Thread: hub.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/random_id.hpp"
#include "base/timers.hpp"
#include "socketio/session_recovery.hpp"

namespace socketio {

/// Finds a pid by hash and compares it without telling by its time how much of it was right.
struct EqualPids {
  bool operator()(std::string_view a, std::string_view b) const { return base::equal_secrets(a, b); }
};
template <class T>
using ByPid = std::unordered_map<std::string_view, T, std::hash<std::string_view>, EqualPids>;

class SessionStore {
 public:
  using Time = base::Timers::Clock::time_point;

  /// @param max_sessions  above it the ones that were lost first are forgotten.
  /// @param max_bytes     of one session's ids and rooms; a larger one is not kept.
  SessionStore(std::size_t max_sessions, std::size_t max_bytes)
      : max_sessions_(max_sessions), max_bytes_(max_bytes) {}

  /// @pre `expires` is not before that of any session put earlier.
  void put(PersistedSession session, Time expires);
  /// Get and delete. Nothing when there is none or it expired.
  std::optional<PersistedSession> take(std::string_view pid, Time now);
  void drop_expired(Time now);
  void clear();

  bool empty() const { return sessions_.empty(); }
  std::size_t size() const { return sessions_.size(); }

 private:
  struct Stored {
    PersistedSession session;
    Time expires;
  };
  void drop_oldest();

  std::size_t max_sessions_;
  std::size_t max_bytes_;
  std::list<Stored> sessions_;  // first to expire first
  ByPid<std::list<Stored>::iterator> by_pid_;
};

}  // namespace socketio
