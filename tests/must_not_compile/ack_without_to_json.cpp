// error: Sendable
#include <socketio/socketio.hpp>

struct Seek {
  double at = 0;
};

void use(socketio::Socket& socket) {
  socket.on("seek", [](socketio::Ack<Seek> ack) { ack(Seek{}); });
}
