// socketio/session_recovery.hpp - what makes an adapter session-aware: it keeps events and lost sessions, so
// that a client that comes back gets both. The seam for clusters.
//
// An offset is text of the implementation's own making: it is the last argument of each event that is kept,
// and the client hands back the last one it saw.
// Protocol: Socket.IO, "Connection state recovery". Thread: hub. Lifetime: owned by its Adapter.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "socketio/adapter.hpp"
#include "socketio/parser.hpp"
#include "socketio/socket_data.hpp"

namespace socketio {

/// A socket without its connection.
struct PersistedSession {
  SocketId sid;             ///< Socket::id()
  std::string pid;          ///< what the client proves with that it is the same one: secret, never logged
  std::vector<Room> rooms;  ///< its own id first
  std::unique_ptr<SocketData> data;  ///< null: never used
  std::string start;                 ///< the newest offset when the socket connected for the first time
  std::string newest;                ///< offset of the last event that was sent to it; "" when none was
  std::string end;                   ///< the newest offset when its connection was lost
};

/// A session on its way back, no longer in the store.
struct RestoredSession {
  PersistedSession session;  ///< what was stored
  std::string from;          ///< it missed what came behind this offset
};

/// Lost sessions and the events that they missed, of one namespace.
class SessionRecovery {
 public:
  /// What restore_session() answers.
  using Reply = std::function<void(std::optional<RestoredSession>)>;

  virtual ~SessionRecovery() = default;

  /// An offset for an event that Adapter::broadcast() sends and keeps; larger than all before. Without
  /// characters that JSON escapes.
  virtual std::string next_offset() = 0;
  /// The one that next_offset() gave last.
  virtual std::string last_offset() const = 0;
  /// Keeps a session for ConnectionStateRecovery::max_disconnection_duration.
  virtual void persist_session(PersistedSession session) = 0;
  /// Takes a session out of the store: of two clients with the same pid one gets it.
  /// @param pid     what the client says; anything.
  /// @param offset  the last one the client saw, as it says; nothing when it has seen none.
  /// @param reply   called once, now or later: nothing when the session is unknown or expired, or when it can
  ///                no longer be told which events were missed.
  virtual void restore_session(const std::string& pid, const std::optional<std::string>& offset,
                               const Reply& reply) = 0;
  /// Gives the events behind `from` that went to any of `rooms`, or to everybody, and excepted none of them:
  /// in order, before it returns.
  /// @param from  RestoredSession::from.
  virtual void replay(const std::string& from, const std::vector<Room>& rooms,
                      const std::function<void(const EncodedPacket&)>& send) = 0;
  /// A session may still be restored; a namespace that clients made does not end before.
  virtual bool awaits_anybody() = 0;
};

}  // namespace socketio
