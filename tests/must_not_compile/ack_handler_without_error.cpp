// error: an acknowledgement handler takes (std::error_code, values...)
#include <socketio/socketio.hpp>

using namespace std::chrono_literals;

void use(socketio::Socket& socket) {
  socket.timeout(1s).emit("ready?", [](bool) {});
}
