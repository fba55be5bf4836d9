// error: the last argument is the acknowledgement handler
#include <socketio/socketio.hpp>

using namespace std::chrono_literals;

void use(socketio::Namespace& nsp) { nsp.server_side_emit_with_ack(1s, "ready?"); }
