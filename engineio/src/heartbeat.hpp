// engineio/src/heartbeat.hpp - the server's pings and the deadline for their pongs.
//
// Protocol: Engine.IO 4, "Heartbeat": a ping one interval after the open packet and after each pong.
// Thread: hub. Lifetime: part of its session.
#pragma once

#include "base/timers.hpp"

namespace engineio {

class LiveSession;

class Heartbeat {
 public:
  explicit Heartbeat(LiveSession& session) : session_(session) {}

  /// The first ping is one interval away.
  void start();
  void stop();
  void on_pong();
  /// Anything but a pong: shows life, so it restarts a running deadline, once per ping (a long upload must
  /// not kill the session, a client that never answers must not live on it).
  void on_other_packet();
  /// The transport changed. A ping that left on the old one is repeated, since its pong may be lost.
  void on_upgrade(bool ping_left);

 private:
  void send_ping();
  void await_pong();

  LiveSession& session_;
  base::Timer timer_;
  bool awaiting_pong_ = false;
  bool extended_ = false;
};

}  // namespace engineio
