#include "watch_rooms.hpp"

#include <utility>

#include "base/log.hpp"
#include "http_routes.hpp"
#include "metrics/rows.hpp"

namespace roomd {
namespace {

watchroom::Config config_of(const Settings& settings) {
  watchroom::Config config = settings.room;
  config.limits.max_list_bytes = settings.max_queued_bytes / 2;
  return config;
}

}  // namespace

WatchRooms::WatchRooms(const Settings& settings, socketio::Server& server, Workers& workers,
                       storage::RecordStore* store)
    : app_(server, server.timers(), config_of(settings), {workers.hashing, store, &workers.writing}) {}

void WatchRooms::add_routes(Router& router, Allowed reader) const {
  add_stats_route(router, std::move(reader), [this] { return app_.stats(); });
}

void add_watch_room_rows(MetricsPage& page, const watchroom::Totals& totals,
                         const std::vector<watchroom::EventTraffic>& traffic,
                         const watchroom::Counters& counters) {
  page.gauge("roomd_rooms", "Watch rooms", static_cast<double>(totals.rooms));
  page.gauge("roomd_members", "Members of watch rooms", static_cast<double>(totals.members));
  for (const auto& [name, received, sent] : traffic) {
    page.counter("roomd_events_received_total",
                 "Events from pages, allowed or not; `other`: no page sends it",
                 static_cast<double>(received), {{"event", name}});
  }
  for (const auto& [name, received, sent] : traffic) {
    page.counter("roomd_events_sent_total",
                 "Events to pages, once for each time it was sent, to however many",
                 static_cast<double>(sent), {{"event", name}});
  }
  for (const auto& [label, value] : counters.refused) {
    page.counter("roomd_clients_refused_total", "Clients that were not let in", static_cast<double>(value),
                 {{"reason", label}});
  }
  for (const auto& [label, value] : counters.limited) {
    page.counter("roomd_limited_total", "What pages asked for and a limit did not allow",
                 static_cast<double>(value), {{"limit", label}});
  }
}

void WatchRooms::add_rows(MetricsPage& page) const {
  add_watch_room_rows(page, app_.totals(), app_.traffic(), app_.counters());
  if (const auto statistics = app_.storage_stats()) add_storage_rows(page, "rooms", *statistics);
}

bool WatchRooms::restore() {
  const std::error_code error = app_.restore();
  if (error) base::log::error("cannot read the rooms in the database: ", error.message());
  return !error;
}

}  // namespace roomd
