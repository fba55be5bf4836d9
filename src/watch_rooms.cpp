#include "watch_rooms.hpp"

#include "http_routes.hpp"

namespace roomd {

void WatchRooms::add_routes(Router& router, std::string_view key) const {
  add_stats_route(router, key, [this] { return app_.stats(); });
}

}  // namespace roomd
