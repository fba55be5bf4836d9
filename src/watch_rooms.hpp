// watch_rooms.hpp - the watch rooms as a module of the program: the application and what roomd shows of it.
//
// A further module is a further pair of files like this one and a further member of Service.
//
// Thread:   hub.
// Lifetime: the server, its timers, the workers, the store and the router must outlive it.
#pragma once

#include <vector>

#include "http_routes.hpp"
#include "metrics/page.hpp"
#include "router.hpp"
#include "settings.hpp"
#include "socketio/server.hpp"
#include "storage/record_store.hpp"
#include "watchroom/app.hpp"
#include "workers.hpp"

namespace roomd {

void add_watch_room_rows(MetricsPage& page, const watchroom::Totals& totals,
                         const std::vector<watchroom::EventTraffic>& traffic,
                         const watchroom::Counters& counters);

class WatchRooms {
 public:
  WatchRooms(const Settings& settings, socketio::Server& server, Workers& workers,
             storage::RecordStore* store);

  /// Brings back the rooms of the process before. @return false: they cannot be read, the log says why.
  bool restore();
  /// All sockets have ended: what is not written goes to the worker.
  void close() { app_.close(); }

  /// "/stats", for readers.
  void add_routes(Router& router, Allowed reader) const;
  watchroom::Totals totals() const { return app_.totals(); }
  /// Those of the database are there when there is one.
  void add_rows(MetricsPage& page) const;

 private:
  watchroom::App app_;
};

}  // namespace roomd
