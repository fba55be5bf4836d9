// stop.hpp - how the server ends: clients are sent away one after the other, then everything is closed.
//
// Thread:   hub.
// Lifetime: the network and the server must outlive it.
#pragma once

#include <chrono>
#include <string_view>

#include "engineio/network.hpp"
#include "socketio/server.hpp"

namespace roomd {

class Stop {
 public:
  /// `drain`: over how much time the ends of connections are spread.
  Stop(engineio::Network& network, socketio::Server& server, std::chrono::milliseconds drain)
      : network_(network), server_(server), drain_(drain) {}

  /// SIGTERM and SIGINT begin it; a second one ends the process at once.
  void on_signals();
  /// Returns at once; run() of the network returns when it is over. Second calls do nothing.
  void begin(std::string_view why);
  bool begun() const { return server_.engine().draining(); }

 private:
  void finish();

  engineio::Network& network_;
  socketio::Server& server_;
  const std::chrono::milliseconds drain_;
};

}  // namespace roomd
