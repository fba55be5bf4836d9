// http_routes.hpp - what roomd answers over plain HTTP beside Socket.IO: "/", "/health", "/stats", "/metrics"
// and "/admin/drain".
//
// Thread:   hub.
// Lifetime: the router keeps `timers` and `stats`.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/timers.hpp"
#include "router.hpp"
#include "watchroom/stats.hpp"

namespace roomd {

/// "/": name, version and the list of routes.
void add_root_route(Router& router, std::string_view version);

/// What "/health" tells beside the time.
struct Health {
  std::string_view version;
  bool draining = false;  ///< it is answered 503, so that load balancers send nobody here
  std::size_t connections = 0;
  std::size_t rooms = 0;
  std::size_t members = 0;
};
/// "/health": whether the server takes clients, and for how long it has been up, counted from this call.
void add_health_route(Router& router, const base::Timers& timers, std::function<Health()> health);

/// Whether the request comes from somebody who may ask this.
using Allowed = std::function<bool(const engineio::HttpRequest&)>;
Allowed anybody();
/// "Authorization: Bearer <key>", with any of the keys.
Allowed bearer(const std::vector<std::string>& keys);
/// "/metrics": Prometheus text.
void add_metrics_route(Router& router, Allowed allowed, std::function<std::string()> text);
/// POST of "/admin/drain": answers 202 and begins.
void add_drain_route(Router& router, Allowed allowed, std::function<void()> begin);

/// "/stats": the rooms.
void add_stats_route(Router& router, Allowed allowed, std::function<watchroom::Stats()> stats);

}  // namespace roomd
