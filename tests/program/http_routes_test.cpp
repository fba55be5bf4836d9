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
  roomd::Health health{.version = "1.2.3", .connections = 7, .rooms = 2, .members = 5};
  roomd::Router router{engineio::CorsOptions::list({"*"})};

  Routes() {
    roomd::add_root_route(router, "1.2.3");
    roomd::add_health_route(router, time, [this] { return health; });
    roomd::add_metrics_route(router, roomd::bearer({"the key", "the next key"}),
                             [] { return std::string("up 1\n"); });
    roomd::add_drain_route(router, roomd::bearer({"the admin's key", "the key of before"}),
                           [this] { health.draining = true; });
    roomd::add_stats_route(router, roomd::bearer({"the key", "the next key"}), [this] { return stats; });
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
    CHECK(
        routes.get("/health").body.view() ==
        R"({"status":"ok","timestamp":"2023-11-14T22:13:20.000Z","uptime":0,"version":"1.2.3","draining":false,)"
        R"("connections":7,"rooms":2,"members":5})");
    routes.time.advance(61s + 5ms);
    CHECK(routes.get("/health").body.view() ==
          R"({"status":"ok","timestamp":"2023-11-14T22:14:21.005Z","uptime":61.005,"version":"1.2.3",)"
          R"("draining":false,"connections":7,"rooms":2,"members":5})");
  }

  TEST_CASE("/health of a server that drains: 503, and it says so") {
    Routes routes;
    routes.health.draining = true;
    CHECK(routes.get("/health").status == 503);
    CHECK(routes.get("/health").body.view().find(R"("status":"draining",)") != std::string_view::npos);
    CHECK(routes.get("/health").body.view().find(R"("draining":true,)") != std::string_view::npos);
  }

  TEST_CASE("/metrics: for whoever may read them, as Prometheus text") {
    Routes routes;
    CHECK(routes.get("/metrics").status == 401);
    CHECK(routes.get("/metrics", {{"Authorization", "Bearer the kex"}}).status == 401);
    const HttpResponse response = routes.get("/metrics", {{"Authorization", "Bearer the key"}});
    CHECK(response.status == 200);
    CHECK(response.body.view() == "up 1\n");
    CHECK(response.headers.front().value == "text/plain; version=0.0.4; charset=utf-8");
  }

  TEST_CASE("/admin/drain: a POST with the administrator's key, and nothing less") {
    Routes routes;
    const auto post = [&](const std::string& authorization) {
      return routes.router.answer(
          HttpRequest::make("POST", "/admin/drain", {{"Authorization", authorization}}));
    };
    CHECK(post("").status == 401);
    CHECK(post("Bearer the key").status == 401);
    CHECK(post("Bearer the key of beforf").status == 401);
    CHECK(routes.get("/admin/drain", {{"Authorization", "Bearer the admin's key"}}).status == 404);
    CHECK_FALSE(routes.health.draining);
    const HttpResponse response = post("Bearer the admin's key");
    CHECK(response.status == 202);
    CHECK(response.body.view() == R"({"status":"draining"})");
    CHECK(routes.health.draining);
    CHECK(post("Bearer the key of before").status == 202);
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
    CHECK(routes.stats_status("Bearer the next key") == 200);
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
