// Two servers in one process: a public one, and one for the staff on another port. servers [port] [staff
// port]
//
// Each runs on a thread of its own and has its own state. What one wants of the other it says with post().
// (Two servers that share state belong on one thread: embedding.cpp shows how.)
// Try it with socket.io-client:
//   const visitor = require("socket.io-client")("http://localhost:3000");
//   const staff = require("socket.io-client")("http://localhost:3001");
//   visitor.on("announcement", console.log);
//   staff.on("visitors", console.log);
//   staff.emit("announce", "we close in five minutes");

#include <cstdlib>
#include <iostream>
#include <socketio/socketio.hpp>
#include <thread>

int main(int argc, char** argv) {
  socketio::Server visitors({.port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 3000)});
  socketio::Server staff(
      {.host = "127.0.0.1", .port = static_cast<std::uint16_t>(argc > 2 ? std::atoi(argv[2]) : 3001)});

  const auto tell_staff = [&] {
    const std::size_t count = visitors.of("/").size();  // on the visitors' thread: it is their state
    staff.post([&, count] { staff.emit("visitors", count); });
  };
  visitors.on_connection([&](socketio::Socket& socket) {
    tell_staff();
    socket.on_disconnect([&](socketio::DisconnectReason) { tell_staff(); });
  });
  staff.on_connection([&](socketio::Socket& socket) {
    socket.on("announce",
              [&](std::string text) { visitors.post([&, text] { visitors.emit("announcement", text); }); });
  });

  if (const auto error = visitors.listen()) return std::cerr << error.message() << '\n', 1;
  if (const auto error = staff.listen()) return std::cerr << error.message() << '\n', 1;
  std::cout << "staff on " << staff.port() << "\nlistening on " << visitors.port() << std::endl;
  std::thread second([&] { staff.run(); });  // SIGINT and SIGTERM end both
  const int code = visitors.run();
  second.join();
  return code;
}
