// error: Sendable
#include <socketio/socketio.hpp>

void use(socketio::Server& io) {
  io.to("room").emit("ready?", [](std::error_code) {});
}
