// socketio/src/listeners.hpp - what the application registered on one socket.
//
// Flat vectors: a socket has few handlers, and an idle one should cost little memory. Handlers may add and
// remove handlers while they run; a removed one is not called any more, an added one not for this event.
// Thread: hub.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "socketio/socket.hpp"

namespace socketio {

using CatchAll = std::function<void(const Event&)>;
using SocketMiddleware = std::function<void(std::string_view, const Args&, Next)>;

struct Socket::Listeners {
  struct Handler {
    std::string event;
    std::uint64_t token;
    bool once;
    // Shared, because a handler may remove itself, or grow this vector, while it runs.
    std::shared_ptr<EventHandler> call;
  };
  struct Any {
    std::uint64_t token;
    std::shared_ptr<CatchAll> call;
  };

  std::uint64_t last_token = 0;
  std::vector<Handler> handlers;
  std::vector<Any> any;
  std::vector<Any> any_outgoing;
  std::vector<std::shared_ptr<SocketMiddleware>> middlewares;
  std::function<void(std::string_view)> on_error;
  std::vector<std::function<void(DisconnectReason)>> disconnecting;
  std::vector<std::function<void(DisconnectReason)>> disconnect;

  bool has_token(const std::vector<Any>& list, std::uint64_t token) const {
    return std::any_of(list.begin(), list.end(), [&](const Any& any_one) { return any_one.token == token; });
  }
};

}  // namespace socketio
