// script: plays every scenario on the whole server in this one process and thread, for callgrind to count.
//
//   script [part of names]
//
// Two layers: "protocol" is engineio, socketio and the handlers on a wire that swallows; "server" is the same
// with the network of engineio on loopback connections. Prints what it was built with and "layer/scenario
// messages" for each; without valgrind it is a check that all the answers are right.
#include <gnu/libc-version.h>
#include <unistd.h>

#include <cstdio>
#include <string_view>

#include "../support/handlers.hpp"
#include "base/log.hpp"
#include "collection.hpp"
#include "loopback_peers.hpp"
#include "player.hpp"
#include "when_idle.hpp"
#include "wire_peers.hpp"

namespace {

using bench::Player;

#ifdef __clang__
constexpr const char* compiler = __VERSION__;
#else
constexpr const char* compiler = "GCC " __VERSION__;
#endif
constexpr unsigned patience_s = 80;  // a script that hangs is ended by SIGALRM

socketio::Options options_for(const bench::Scenario& scenario) {
  socketio::Options options;
  options.host = "127.0.0.1";
  options.ping_interval = scenario.ping_interval;
  return options;
}

void play_protocol(const bench::Scenario& scenario) {
  bench::WirePeers peers;
  socketio::Server io(options_for(scenario), peers.time, peers.wire);
  peers.wire.attach(io.listener());
  bench::add_handlers(io);
  Player player("protocol", scenario, peers);
  for (;;) {
    const Player::Progress progress = player.advance();
    if (progress == Player::Progress::done) return;
    if (progress == Player::Progress::waiting) bench::give_up(player.name() + ": an answer is missing");
    peers.settle();
  }
}

void play_server(const bench::Scenario& scenario) {
  socketio::Server io(options_for(scenario));
  bench::add_handlers(io);
  if (const auto error = io.listen()) bench::give_up("listen: " + error.message());
  bench::LoopbackPeers peers(io.port());
  Player player("server", scenario, peers);
  bool done = false;
  bench::when_idle([&]() -> const std::vector<pollfd>* {
    if (done) return &peers.descriptors();
    const Player::Progress progress = player.advance();
    if (progress == Player::Progress::waiting) return &peers.descriptors();
    if (progress == Player::Progress::done) {
      done = true;
      peers.close_all();
      io.stop();
    }
    return nullptr;
  });
  {
    const bench::Collected collected;
    io.run();
  }
  bench::when_idle({});
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view wanted = argc > 1 ? argv[1] : "";
  ::alarm(patience_s);
  base::log::set_level(base::log::Level::warn);
  std::printf("%s, glibc %s\n", compiler, ::gnu_get_libc_version());
  const std::vector<bench::Scenario> for_protocol = bench::make_scenarios();
  const std::vector<bench::Scenario> for_server = bench::make_scenarios();
  for (std::size_t index = 0; index < for_server.size(); ++index) {
    if (for_server[index].name.find(wanted) == std::string::npos) continue;
    play_protocol(for_protocol[index]);
    play_server(for_server[index]);
  }
  return std::fflush(stdout) == 0 ? 0 : 1;
}
