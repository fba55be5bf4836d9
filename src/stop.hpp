// stop.hpp - how the server ends.
//
// Thread:   hub.
// Lifetime: the network and the server must outlive it.
#pragma once

#include <string_view>

#include "engineio/network.hpp"
#include "socketio/server.hpp"

namespace roomd {

class Stop {
 public:
  Stop(engineio::Network& network, socketio::Server& server) : network_(network), server_(server) {}

  /// SIGTERM and SIGINT begin it.
  void on_signals();

 private:
  void begin(std::string_view why);

  engineio::Network& network_;
  socketio::Server& server_;
};

}  // namespace roomd
