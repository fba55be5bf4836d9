// compiles
#include <socketio/socketio.hpp>

using namespace std::chrono_literals;

struct Seek {
  double at = 0;
};
bool from_json(const socketio::RawJson& json, Seek& seek) { return from_json(json, seek.at); }
void to_json(socketio::JsonWriter& out, const Seek& seek) { out.number(seek.at); }

void use(socketio::Socket& socket) {
  socket.on("seek", [&](Seek seek, socketio::Ack<Seek> ack) {
    socket.to("room").emit("seek", seek);
    ack(seek);
  });
  socket.emit("seek", Seek{}, true);
  socket.timeout(1s).emit("seek", Seek{}, [](std::error_code, Seek) {});
  socket.nsp().timeout(1s).emit("seek", Seek{}, [](std::error_code, std::vector<socketio::RawJson>) {});
}
