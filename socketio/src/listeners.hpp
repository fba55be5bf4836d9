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
#include "socketio/socket.hpp"

namespace socketio {

using CatchAll = std::function<void(const Event&)>;
using SocketMiddleware = std::function<void(std::string_view, const Args&, Next)>;
using DisconnectListener = std::function<void(DisconnectReason)>;

/// What a list of handlers is keyed by; two names may share one.
inline std::uint32_t key_of(std::string_view event) {
  return static_cast<std::uint32_t>(std::hash<std::string_view>{}(event));
}

struct Socket::Listeners {
  struct Handler {
    std::string event;
    EventHandler call;
    bool once;
  };
  enum Key : std::uint32_t { incoming, outgoing, disconnecting, disconnected };

  std::uint32_t last_token = 0;
  CallList<Handler> handlers;        // by key_of(event)
  CallList<CatchAll> any;            // incoming, outgoing
  CallList<DisconnectListener> end;  // disconnecting, disconnected
  std::vector<std::shared_ptr<SocketMiddleware>> middlewares;
  std::function<void(std::string_view)> on_error;
};

}  // namespace socketio
