// socketio/src/connection_listeners.hpp - who is told of new sockets of a namespace.
//
// Thread: hub.
#pragma once

#include <functional>
#include <memory>

#include "call_list.hpp"
#include "socketio/socket.hpp"

namespace socketio {

struct ConnectionListener {
  std::shared_ptr<const std::function<void(Socket&)>> call;  // children of a ParentNamespace share it
  bool once;
};
using ConnectionListeners = CallList<ConnectionListener>;

}  // namespace socketio
