// Rooms: who is where, who hears what, and goodbye when the connection is lost. rooms [port]
//
// Try it with socket.io-client, best from two consoles:
//   const socket = require("socket.io-client")("http://localhost:3000");
//   socket.onAny(console.log);
//   socket.emit("enter", "kitchen", console.log);   // who is there
//   socket.emit("say", "kitchen", "hello");
//   socket.disconnect();

#include <cstdlib>
#include <iostream>
#include <socketio/socketio.hpp>

using socketio::Ack;

int main(int argc, char** argv) {
  socketio::Server io({.port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 3000)});

  io.on_connection([&](socketio::Socket& socket) {
    socket.on("enter", [&](std::string room, Ack<std::vector<std::string>> ack) {
      if (room.empty()) return ack({});
      socket.join(room);
      socket.to(room).emit("entered", room, socket.id());  // everybody there but this one
      ack(io.in(room).socket_ids());
    });

    socket.on("say", [&](std::string room, socketio::RawJson words) {
      if (socket.in_room(room)) io.to(room).emit("said", room, socket.id(), words);
    });

    // Each socket is in a room that is named by its id, so one message to one other client is a broadcast,
    // too.
    socket.on("whisper", [&](std::string id, socketio::RawJson words) {
      io.to(id).emit("whispered", socket.id(), words);
    });

    // Several rooms are a union: who is in both hears it once.
    socket.on("say everywhere", [&](socketio::RawJson words) {
      socket.broadcast().to(socket.rooms()).emit("said", "everywhere", socket.id(), words);
    });

    socket.on("clear", [&](std::string room) {
      io.to(room).emit("cleared", room);
      io.in(room).sockets_leave(room);
    });

    socket.on("leave", [&](std::string room) {
      socket.leave(room);
      io.to(room).emit("left", room, socket.id());
    });

    // Rooms are still known while a socket is disconnecting; in on_disconnect() they are gone.
    socket.on_disconnecting([&](socketio::DisconnectReason) {
      for (const auto& room : socket.rooms()) socket.to(room).emit("left", room, socket.id());
    });
  });

  if (const auto error = io.listen()) return std::cerr << error.message() << '\n', 1;
  std::cout << "listening on " << io.port() << std::endl;
  return io.run();
}
