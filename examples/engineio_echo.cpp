// A plain Engine.IO server, without Socket.IO: every message comes back to its sender.
//
// Run it with a port (default 3000) and connect with the reference's engine.io-client:
//   const socket = require("engine.io-client")("ws://localhost:3000");
//   socket.on("open", () => socket.send("hello"));
//   socket.on("message", console.log);
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "engineio/network.hpp"
#include "engineio/server.hpp"

namespace {

class Echo final : public engineio::SessionHandler {
 public:
  explicit Echo(engineio::Session& session) : session_(session) {}

  void on_message(const engineio::Frame& message) override {
    session_.send(message.binary ? engineio::Message::binary(message.bytes)
                                 : engineio::Message::text(message.bytes.view()));
  }
  void on_close(engineio::CloseReason, std::string_view) override {}

 private:
  engineio::Session& session_;
};

}  // namespace

int main(int argc, char** argv) {
  engineio::NetworkOptions options;
  options.port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 3000);
  engineio::Network network(options);
  engineio::Server server({}, network.timers(), network.wire(),
                          [](engineio::Session& session) { return std::make_unique<Echo>(session); });

  if (const std::error_code error = network.listen(server.listener())) {
    std::fprintf(stderr, "cannot listen on port %d: %s\n", int{options.port}, error.message().c_str());
    return 1;
  }
  std::printf("listening on %d\n", int{network.port()});
  std::fflush(stdout);
  network.on_signals({SIGINT, SIGTERM}, [&](int) {
    server.close();
    network.stop();
  });
  network.run();
}
