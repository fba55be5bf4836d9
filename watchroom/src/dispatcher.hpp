// watchroom/dispatcher.hpp - from an event of a client to its handler, within the limits.
//
// Thread: hub.
#pragma once

#include "core.hpp"
#include "socketio/handler.hpp"
#include "socketio/socket.hpp"

namespace watchroom {

/// Handles the event, if it has a handler and no limit is in the way. What is over a limit is dropped; where
/// the protocol has an answer it says why, and a list of rooms comes later.
void dispatch(Core& core, socketio::Socket& socket, const socketio::Event& event);

}  // namespace watchroom
