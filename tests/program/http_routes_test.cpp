#include "http_routes.hpp"

#include <doctest/doctest.h>

#include "base/manual_timers.hpp"

using engineio::HttpRequest;
using engineio::HttpResponse;
using namespace std::chrono_literals;

namespace {

struct Routes {
  base::ManualTimers time;
  watchroom::Stats stats;
  roomd::Router router{engineio::CorsOptions::list({"*"})};

  Routes() {
    roomd::add_root_route(router, "1.2.3");
    roomd::add_health_route(router, time);
    roomd::add_stats_route(router, "the key", [this] { return stats; });
  }
  HttpResponse get(std::string_view target,
                   const std::vector<std::pair<std::string, std::string>>& headers = {}) {
    return router.answer(HttpRequest::make("GET", target, headers));
  }
  int stats_status(const std::string& authorization) {
    return get("/stats", {{"Authorization", authorization}}).status;
  }
};

}  // namespace

TEST_SUITE("program/http_routes") {
  TEST_CASE("/ says what this is") {
    Routes routes;
    CHECK(routes.get("/").body.view() ==
          "{\"name\":\"Watch Room Server\",\"version\":\"1.2.3\","
          "\"description\":\"Standalone watch room server for MoonTVPlus\","
          "\"endpoints\":{\"health\":\"/health\",\"stats\":\"/stats (requires "
          "auth)\",\"socket\":\"/socket.io\"}}");
  }

  TEST_CASE("/health: time in UTC with milliseconds, uptime in seconds since the start") {
    Routes routes;
    CHECK(routes.get("/health").body.view() ==
          R"({"status":"ok","timestamp":"2023-11-14T22:13:20.000Z","uptime":0})");
    routes.time.advance(61s + 5ms);
    CHECK(routes.get("/health").body.view() ==
          R"({"status":"ok","timestamp":"2023-11-14T22:14:21.005Z","uptime":61.005})");
  }

  TEST_CASE("/stats: every room in order, private ones too") {
    Routes routes;
    routes.stats = {.total_rooms = 2,
                    .total_members = 3,
                    .rooms = {{"ABC123", "a \"quoted\" room", 2, true, false, 1'700'000'000'000},
                              {"XYZ789", "\xE6\x88\xBF", 1, false, true, 1'700'000'000'001}}};
    const HttpResponse response = routes.get("/stats", {{"Authorization", "Bearer the key"}});
    CHECK(response.status == 200);
    CHECK(
        response.body.view() ==
        R"({"totalRooms":2,"totalMembers":3,"rooms":[)"
        R"({"id":"ABC123","name":"a \"quoted\" room","memberCount":2,"isPublic":true,"hasPassword":false,"createdAt":1700000000000},)"
        "{\"id\":\"XYZ789\",\"name\":\"\xE6\x88\xBF\",\"memberCount\":1,\"isPublic\":false,\"hasPassword\":"
        "true,"
        "\"createdAt\":1700000000001}]}");
  }

  TEST_CASE("/stats of an empty server") {
    Routes routes;
    CHECK(routes.get("/stats", {{"Authorization", "Bearer the key"}}).body.view() ==
          R"({"totalRooms":0,"totalMembers":0,"rooms":[]})");
  }

  TEST_CASE("/stats: only the exact header opens it") {
    Routes routes;
    CHECK(routes.stats_status("Bearer the key") == 200);
    for (const char* const wrong :
         {"", "Bearer", "Bearer ", "bearer the key", "Bearer  the key", "Bearer the ke", "Bearer the keys",
          "Bearer the Key", "the key", "Basic the key"}) {
      CAPTURE(wrong);
      CHECK(routes.stats_status(wrong) == 401);
    }
    const HttpResponse refused = routes.get("/stats");
    CHECK(refused.status == 401);
    CHECK(refused.body.view() == R"({"error":"Unauthorized"})");
  }
}
