// error: Sendable
#include <socketio/socketio.hpp>

// A lambda without captures converts to bool; it must not be sent as "true".
void use(socketio::Socket& socket) {
  socket.emit("ready?", [](std::error_code) {});
}
