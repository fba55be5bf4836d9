// error: the last argument is the acknowledgement handler
#include <socketio/socketio.hpp>

using namespace std::chrono_literals;

void use(socketio::RemoteSocket& socket) { socket.timeout(1s).emit("ready?"); }
