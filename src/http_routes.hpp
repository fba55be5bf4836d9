// http_routes.hpp - what roomd answers over plain HTTP beside Socket.IO: "/", "/health" and "/stats".
//
// Thread:   hub.
// Lifetime: the router keeps `timers` and `stats`.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/timers.hpp"
#include "router.hpp"
#include "watchroom/stats.hpp"

namespace roomd {

/// "/": name, version and the list of routes.
void add_root_route(Router& router, std::string_view version);
/// "/health": that the server answers, and for how long it has been up, counted from this call.
void add_health_route(Router& router, const base::Timers& timers);
/// "/stats": the rooms, for whoever sends "Authorization: Bearer <key>".
void add_stats_route(Router& router, std::string_view key, std::function<watchroom::Stats()> stats);

}  // namespace roomd
