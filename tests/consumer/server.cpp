// What somebody writes who has only the installed library: a Socket.IO server that answers one event and
// tells where it listens and with which versions it was built and runs.

#include <cstdio>
#include <engineio/version.hpp>
#include <socketio/socketio.hpp>
#include <socketio/version.hpp>

int main() {
  socketio::Options options;
  options.host = "127.0.0.1";
  socketio::Server io(options);
  io.on_connection([](socketio::Socket& socket) {
    socket.on("echo", [](std::string text, socketio::Ack<std::string> ack) { ack(text); });
  });
  if (const std::error_code error = io.listen()) {
    std::fprintf(stderr, "%s\n", error.message().c_str());
    return 1;
  }
  std::printf("port %d versions %s %s %s %s\n", io.port(), engineio::version, engineio::library_version(),
              socketio::version, socketio::library_version());
  std::fflush(stdout);
  return io.run();
}
