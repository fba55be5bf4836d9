// watchroom/app.hpp - the watch-room application on a Socket.IO server.
//
// Rooms whose members watch together: an owner's play, live, music or screen state is relayed to everybody,
// with chat and WebRTC signalling beside it. The application registers itself on the namespace "/" and
// touches no other, so several applications can share one server. When the server's clients may come back
// (socketio::Options::connection_state_recovery), their place in a room comes back with them.
//
// Protocol: watch room 1.2 and its extensions.
// Thread:   hub.
// Lifetime: the server and the timers must outlive the App. Once it is destroyed, its handlers on sockets
// that
//           are still connected do nothing.
#pragma once

#include <memory>
#include <optional>
#include <system_error>
#include <vector>

#include "base/worker.hpp"
#include "storage/record_store.hpp"
#include "storage/write_behind.hpp"
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

/// What the application has done elsewhere than on the hub. All of it must outlive the App.
struct Resources {
  base::Worker& hashing;                  ///< room passwords: tens of milliseconds each
  storage::RecordStore* store = nullptr;  ///< where rooms outlive the process; null: nowhere
  base::Worker* writing = nullptr;        ///< for the store; not null when that is not
};

class App {
 public:
  /// Starts to serve `server.of("/")`. Throws std::invalid_argument for an empty auth key, a limit of zero
  /// or a negative time.
  App(socketio::Server& server, base::Timers& timers, Config config, Resources resources);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  /// Brings back the rooms in the store. Call it once, before anybody can connect. @return why they cannot be
  /// read: the store is as it was, but this App is of no use then.
  [[nodiscard]] std::error_code restore();
  /// Gives what is not written to Resources::writing, whose finish() is next. Call it when all sockets have
  /// ended; what changes afterwards is not kept.
  void close();

  /// A value for each room; totals() is cheaper.
  Stats stats() const;
  Totals totals() const;
  /// By event; see traffic.hpp.
  std::vector<EventTraffic> traffic() const;
  Counters counters() const;
  /// How the store does; nothing without one.
  std::optional<storage::WriteBehindStats> storage_stats() const;

 private:
  std::shared_ptr<Core> core_;  // shared with nobody; handlers on sockets watch it, to notice its end
};

}  // namespace watchroom
