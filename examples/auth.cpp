// Who may come in, and who may do what: middleware for connections and for events. auth [port]
//
// Try it with socket.io-client (no token, "tok-ada" or "tok-ben"):
//   const socket = require("socket.io-client")("http://localhost:3000", { auth: { token: "tok-ben" } });
//   socket.on("connect_error", (error) => console.log(error.message, error.data));
//   socket.on("welcome", console.log).on("refused", console.log).on("said", console.log);
//   socket.emit("say", "hello");
//   socket.emit("admin:close");   // refused, unless it is Ada

#include <cstdlib>
#include <iostream>
#include <map>
#include <socketio/socketio.hpp>

using socketio::Next;
using socketio::Reject;
using socketio::Socket;

struct User {
  std::string name;
  bool admin = false;
};

int main(int argc, char** argv) {
  socketio::Server io({.port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 3000)});
  const std::map<std::string, User> users = {{"tok-ada", {"Ada", true}}, {"tok-ben", {"Ben"}}};

  // Runs for each connection, before on_connection(). It calls next() now or later: a program that asks a
  // database keeps `next` and calls it when the answer is there.
  io.use([&](Socket& socket, Next next) {
    const auto token = socket.handshake().auth().member("token");
    const auto user = users.find(token ? token->as_string().value_or("") : "");
    if (user == users.end()) return next(Reject{"unauthorized", R"({"hint":"ask for a token"})"});
    socket.data<User>() = user->second;
    next();
  });

  io.on_connection([&](Socket& socket) {
    const User& user = socket.data<User>();

    // Runs for each event, before its handlers. A refused event is dropped and goes to on_error().
    socket.use([&](std::string_view event, const socketio::Args&, Next go_on) {
      if (event.starts_with("admin:") && !user.admin) return go_on(Reject{std::string(event)});
      go_on();
    });
    socket.on_error([&](std::string_view event) { socket.emit("refused", event); });

    socket.on("say", [&](std::string text) { io.emit("said", user.name, text); });
    socket.on("admin:close", [&] { io.disconnect_sockets(); });
    socket.emit("welcome", user.name);
  });

  if (const auto error = io.listen()) return std::cerr << error.message() << '\n', 1;
  std::cout << "listening on " << io.port() << std::endl;
  return io.run();
}
