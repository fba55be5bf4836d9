// engineio/src/heartbeat.hpp - who pings whom, and the deadline for it.
//
// Protocol: Engine.IO 4, "Heartbeat": the server pings one interval after the open packet and after each
// pong. Engine.IO 3: the client pings; the server only answers, and waits for the next ping.
// Thread: hub. Lifetime: part of its session.
#pragma once

#include "base/timers.hpp"
#include "engineio/packet.hpp"

namespace engineio {

class LiveSession;

class Heartbeat {
 public:
  explicit Heartbeat(LiveSession& session) : session_(session) {}

  /// The first ping is one interval away.
  void start();
  void stop();
  /// A ping or a pong came. @return false when it is not the client's to send.
  bool on_packet(PacketType type);
  /// Anything but a pong: shows life, so it restarts a running deadline, once per ping (a long upload must
  /// not kill the session, a client that never answers must not live on it).
  void on_other_packet();
  /// The transport changed. A ping that left on the old one is repeated, since its pong may be lost.
  void on_upgrade(bool ping_left);

 private:
  void on_pong();
  void on_ping();
  void send_ping();
  void await_ping();
  void await_pong();

  LiveSession& session_;
  base::Timer timer_;
  bool awaiting_pong_ = false;
  bool extended_ = false;
};

}  // namespace engineio
