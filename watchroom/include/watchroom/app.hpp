// watchroom/app.hpp - the watch-room application on a Socket.IO server.
//
// Rooms whose members watch together: an owner's play, live, music or screen state is relayed to everybody,
// with chat and WebRTC signalling beside it. The application registers itself on the namespace "/" and
// touches no other, so several applications can share one server.
//
// Protocol: watch room 1.2 and its extensions.
// Thread:   hub.
// Lifetime: the server and the timers must outlive the App. Once it is destroyed, its handlers on sockets
// that
//           are still connected do nothing.
#pragma once

#include <memory>
#include <vector>

#include "watchroom/config.hpp"
#include "watchroom/counters.hpp"
#include "watchroom/stats.hpp"
#include "watchroom/traffic.hpp"

namespace base {
class Timers;
}
namespace socketio {
class Server;
}

namespace watchroom {

class Core;  // private to the layer

class App {
 public:
  /// Starts to serve `server.of("/")`. Throws std::invalid_argument for an empty auth key, a limit of zero
  /// or a negative time.
  App(socketio::Server& server, base::Timers& timers, Config config);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  Stats stats() const;
  /// By event; see traffic.hpp.
  std::vector<EventTraffic> traffic() const;
  Counters counters() const;

 private:
  std::shared_ptr<Core> core_;  // shared with nobody; handlers on sockets watch it, to notice its end
};

}  // namespace watchroom
