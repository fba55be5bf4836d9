// socketio/src/recovery/connection_recovery.hpp - a namespace whose clients may come back: gives each socket
// a secret to come back with, and the state it had.
//
// Protocol: Socket.IO, "Connection state recovery". Thread: hub. Lifetime: owned by its Namespace.
#pragma once

#include <optional>
#include <string>

#include "recovery/session_store.hpp"
#include "socketio/options.hpp"
#include "socketio/session_recovery.hpp"
#include "socketio/socket.hpp"

namespace socketio {

/// A socket of such a namespace.
struct Socket::Recovery {
  /// pid, start and newest; also rooms and end, while it comes back and when it ends.
  PersistedSession session;
  bool recovered = false;
  std::optional<std::string> from;  ///< it comes back, and what it missed behind this was not sent yet
  bool may_return = false;          ///< it ends, and its session is kept
};

class ConnectionRecovery {
 public:
  ConnectionRecovery(Namespace& nsp, SessionRecovery& store, const ConnectionStateRecovery& options)
      : nsp_(nsp), store_(store), options_(options) {}

  /// A client asks to join: a new session, or its old one. Goes on with the middlewares, or past them.
  void begin(Socket& socket);
  /// Sends an event that is not volatile to one socket.
  void emit(Socket& socket, const RawJson& event, BroadcastFlags flags);
  /// Sends what the socket missed, if it comes back. Its CONNECT reply follows.
  void replay(Socket& socket);

  // The end of a socket, in this order.
  /// From here on it misses events.
  void lose(Socket& socket, DisconnectReason reason, bool was_connected);
  /// It is about to leave its rooms.
  void remember_rooms(Socket& socket);
  /// Nobody will look at it any more: its session goes to the store.
  void persist(Socket& socket);

  /// Sockets that are gone may come back, so the namespace has a use although it is empty.
  bool awaits_anybody() const { return store_.awaits_anybody(); }
  /// Has the namespace look again when those have had their time.
  void sweep_later();

 private:
  void begin_new(Socket& socket);
  void begin_restored(Socket& socket, RestoredSession restored);
  void go_on(SocketHandle handle, std::optional<RestoredSession> restored);
  void end_half_open(const std::string& pid);

  Namespace& nsp_;
  SessionRecovery& store_;
  const ConnectionStateRecovery& options_;
  ByPid<Socket*> sockets_;  // keys point into the sockets
  base::Timer sweep_timer_;
};

}  // namespace socketio
