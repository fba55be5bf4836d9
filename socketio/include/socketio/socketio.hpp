// socketio/socketio.hpp - everything a server program needs.
#pragma once

#include "socketio/server.hpp"
