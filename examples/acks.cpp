// Acknowledgements: a client asks the server, the server asks a client, the server asks everybody. acks
// [port]
//
// Try it with socket.io-client, best from two consoles:
//   const socket = require("socket.io-client")("http://localhost:3000");
//   socket.on("question", (text, answer) => answer(42));
//   socket.on("vote", (text, answer) => answer(true));
//   socket.on("verdict", console.log);
//   socket.emit("divide", 1, 8, console.log);   // null 0.125
//   socket.emit("quiz");                        // verdict: true
//   socket.emit("poll", "tea?", console.log);   // 2 of 2 say yes

#include <cstdlib>
#include <iostream>
#include <socketio/socketio.hpp>

using namespace std::chrono_literals;
using socketio::Ack;

int main(int argc, char** argv) {
  socketio::Server io({.port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 3000)});

  io.on_connection([&](socketio::Socket& socket) {
    // The last parameter answers. Errors come first and results behind them, as Node programs have it.
    socket.on("divide", [](double a, double b, Ack<std::optional<std::string>, double> ack) {
      if (b == 0) return ack("division by zero", 0);
      ack(std::nullopt, a / b);
    });

    // Whoever asks a client says how long it will wait: clients go away. One that answers with something else
    // than a number gives 0 here.
    socket.on("quiz", [&] {
      socket.timeout(5s).emit("question", "6 x 7?", [&](std::error_code error, int answer) {
        if (!error) socket.emit("verdict", answer == 42);
      });
    });

    // An Ack may be kept and called later. After the deadline `votes` has those who answered in time.
    socket.on("poll", [&](std::string question, Ack<int, int> ack) {
      io.timeout(500ms).emit("vote", question,
                             [ack](std::error_code, const std::vector<socketio::RawJson>& votes) {
                               int yes = 0;
                               for (const auto& vote : votes) yes += vote.as_bool().value_or(false);
                               ack(yes, static_cast<int>(votes.size()));
                             });
    });
  });

  if (const auto error = io.listen()) return std::cerr << error.message() << '\n', 1;
  std::cout << "listening on " << io.port() << std::endl;
  return io.run();
}
