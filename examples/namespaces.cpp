// Namespaces: two conversations on one connection, each with its own rules. namespaces [port]
//
// Everybody reads /news. Who knows the word may join /desk and write it.
// Try it with socket.io-client:
//   const { io } = require("socket.io-client");
//   const news = io("http://localhost:3000/news");
//   const desk = io("http://localhost:3000/desk", { auth: { word: "sesame" } });   // shares the connection
//   news.on("headline", console.log);
//   desk.on("readers", console.log);
//   desk.emit("publish", "C++ has a Socket.IO server", console.log);

#include <cstdlib>
#include <iostream>
#include <socketio/socketio.hpp>

int main(int argc, char** argv) {
  socketio::Server io({.port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 3000)});
  auto& news = io.of("/news");
  auto& desk = io.of("/desk");
  std::string latest = "nothing yet";

  news.on_connection([&](socketio::Socket& reader) {
    reader.emit("headline", latest);
    desk.emit("readers", news.size());
    reader.on_disconnect([&](socketio::DisconnectReason) { desk.emit("readers", news.size()); });
  });

  desk.use([](socketio::Socket& writer, socketio::Next next) {
    const auto word = writer.handshake().auth().member("word");
    if (!word || word->as_string() != "sesame") return next(socketio::Reject{"the desk is closed"});
    next();
  });
  desk.on_connection([&](socketio::Socket& writer) {
    writer.emit("readers", news.size());
    writer.on("publish", [&](std::string headline, socketio::Ack<std::size_t> ack) {
      latest = headline;
      news.emit("headline", headline);
      ack(news.size());
    });
  });

  if (const auto error = io.listen()) return std::cerr << error.message() << '\n', 1;
  std::cout << "listening on " << io.port() << std::endl;
  return io.run();
}
