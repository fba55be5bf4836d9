// socketio/socketio.hpp - everything a server program needs.
#pragma once

#include "socketio/in_memory_adapter.hpp"
#include "socketio/remote_socket.hpp"
#include "socketio/server.hpp"
