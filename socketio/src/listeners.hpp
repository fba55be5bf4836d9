// socketio/src/listeners.hpp - what the application registered on one socket.
//
// Kept small, because a connection that only idles keeps it too. Thread: hub.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "call_list.hpp"
#include "event_turns.hpp"
#include "handler_table.hpp"
#include "socketio/socket.hpp"

namespace socketio {

using CatchAll = std::function<void(const Event&)>;
using SocketMiddleware = std::function<void(std::string_view, const Args&, Next)>;
using ErrorListener = std::function<void(std::string_view)>;
using FlowListener = std::function<void()>;

struct Socket::Listeners {
  explicit Listeners(EventNames& names) : handlers(names) {}

  enum Key : std::uint32_t { incoming, outgoing, leaving, left, high_water, drained };
  /// What many sockets have none of.
  struct Others {
    CallList<CatchAll> any;                        // incoming, outgoing
    CallList<DisconnectListener> end;              // leaving, left
    std::unique_ptr<CallList<FlowListener>> flow;  // high_water, drained
    std::vector<std::shared_ptr<SocketMiddleware>> middlewares;
    std::unique_ptr<CallList<ErrorListener>> errors;
    std::unique_ptr<EventTurns> turns;  // when there are middlewares

    EventTurns& event_turns() {
      if (!turns) turns = std::make_unique<EventTurns>();
      return *turns;
    }
  };
  /// Made on first use.
  Others& others() {
    if (!optional) optional = std::make_unique<Others>();
    return *optional;
  }

  std::uint32_t new_token() { return ++last_token; }

  CallList<FlowListener>& flow() {
    if (!others().flow) optional->flow = std::make_unique<CallList<FlowListener>>();
    return *optional->flow;
  }

  HandlerTable handlers;
  std::unique_ptr<Others> optional;
  std::uint32_t last_token = 0;
};

}  // namespace socketio
