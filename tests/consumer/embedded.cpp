// The same as server.cpp inside of a program that has an Asio event loop of its own.

#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <engineio/asio_network.hpp>
#include <socketio/socketio.hpp>

int main() {
  asio::io_context context;
  engineio::AsioNetwork network(context, {.host = "127.0.0.1"});
  socketio::Server io({}, network.timers(), network.wire());
  io.on_connection([&](socketio::Socket& socket) {
    // The answer is made by a handler of the program's own, outside of the server's turn.
    socket.on("echo", [&](std::string text, socketio::Ack<std::string> ack) {
      asio::post(context, [text, ack] { ack(text); });
    });
  });
  if (network.listen(io.listener())) return 1;

  asio::signal_set signals(context, SIGTERM);
  signals.async_wait([&](std::error_code, int) {
    io.close();
    network.stop();
  });
  std::printf("port %d\n", int{network.port()});
  std::fflush(stdout);
  context.run();
  return 0;
}
