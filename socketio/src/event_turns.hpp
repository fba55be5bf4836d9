// socketio/src/event_turns.hpp - events of a socket that has middlewares, one after the other.
//
// A middleware may take its time; what comes behind its event waits, so that handlers see the order of the
// client. An event ends when nobody can go on with it: its handlers ran, a middleware refused it, or the last
// copy of its Next was dropped. Thread: hub.
#pragma once

#include <optional>
#include <utility>

#include "base/timers.hpp"
#include "held_event.hpp"
#include "held_packets.hpp"
#include "socketio/namespace_ref.hpp"

namespace socketio {

struct EventTurns {
  HeldPackets later;
  bool busy = false;      // an event is on its way
  bool draining = false;  // somebody up the stack goes on when it ends
  base::Timer resume;
};

/// The event whose turn it is.
struct WaitingEvent {
  WaitingEvent(Packet&& packet, NamespaceRef nsp_in, SocketHandle socket_in)
      : held(std::move(packet)), nsp(std::move(nsp_in)), socket(socket_in) {}
  WaitingEvent(const WaitingEvent&) = delete;
  WaitingEvent& operator=(const WaitingEvent&) = delete;
  ~WaitingEvent();

  HeldEvent held;
  std::optional<Event> event;
  NamespaceRef nsp;
  SocketHandle socket;
};

}  // namespace socketio
