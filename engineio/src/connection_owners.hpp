// engineio/src/connection_owners.hpp - which session a connection belongs to right now.
//
// A WebSocket belongs to its session until it closes; an HTTP connection only while a poll or a POST body is
// pending on it, because a keep-alive connection may carry the next request of somebody else.
// Thread: hub.
#pragma once

#include <cstdint>
#include <vector>

#include "base/unused_end.hpp"
#include "engineio/wire.hpp"

namespace engineio {

class LiveSession;

/// Dense tables by loop and slot: every event of a connection looks its session up here.
class ConnectionOwners {
 public:
  /// @pre `owner` detaches before it is destroyed.
  void attach(ConnId connection, LiveSession& owner);
  /// Does nothing when the connection has no owner or the id is stale.
  void detach(ConnId connection);
  /// As detach(); the connection is closed.
  void forget(ConnId connection);
  /// The owner, or null. O(1).
  LiveSession* find(ConnId connection) const;

 private:
  struct Slot {
    LiveSession* owner = nullptr;
    std::uint32_t generation = 0;
  };
  Slot* slot(ConnId connection);

  std::vector<std::vector<Slot>> loops_;
  base::UnusedEnd unused_end_;
};

}  // namespace engineio
