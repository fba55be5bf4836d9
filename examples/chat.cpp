// A chat server: everybody is in one room, and everybody learns how many are online. chat [port]

#include <cstdlib>
#include <socketio/socketio.hpp>

int main(int argc, char** argv) {
  socketio::Server io({.port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 3000)});
  auto& chat = io.of("/chat");
  int online = 0;  // plain int: every callback runs on one thread

  chat.on_connection([&](socketio::Socket& socket) {
    socket.join("lobby");
    chat.emit("online", ++online);
    socket.on("message", [&](std::string text, socketio::Ack<bool> ack) {
      socket.to("lobby").emit("message", socket.id(), text);
      ack(true);
    });
    socket.on_disconnect([&](socketio::DisconnectReason) { chat.emit("online", --online); });
  });
  return io.run();  // serves until SIGINT or SIGTERM
}
