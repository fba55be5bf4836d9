// engineio/src/upgrade.hpp - one attempt of a polling session to move to a WebSocket.
//
// Protocol: Engine.IO 4, "Upgrade": 2probe, 3probe, the poll is released by a noop, 5.
// Thread: hub. Lifetime: owned by the session until done, refused or out of time; lets go of its
// connection only when told so by the session.
#pragma once

#include "base/timers.hpp"
#include "engineio/wire.hpp"

namespace engineio {

class LiveSession;

class Upgrade {
 public:
  /// What a frame on the new connection means for the session.
  enum class Step {
    wait,
    complete,  ///< the client sent 5
    fail,      ///< it sent something else
  };

  /// @param connection  accepted, and owned by `session`.
  /// @param base64      the client asked for text instead of binary messages on it.
  Upgrade(LiveSession& session, ConnId connection, bool base64);

  ConnId connection() const { return connection_; }
  bool base64() const { return base64_; }
  Step on_frame(const Frame& frame);
  /// A poll is waiting now, and there is nothing to answer it with.
  void on_poll();

 private:
  Step on_probe();

  LiveSession& session_;
  ConnId connection_;
  base::Timer deadline_;
  base::Timer noop_timer_;
  int immediate_noops_ = 2;
  bool base64_;
  bool probed_ = false;
};

}  // namespace engineio
