#include "http_routes.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "base/random_id.hpp"
#include "socketio/json.hpp"

namespace roomd {
namespace {

using engineio::HttpRequest;
using engineio::HttpResponse;
using socketio::JsonWriter;

HttpResponse unauthorized() { return json_response(401, R"({"error":"Unauthorized"})"); }

/// "2026-01-31T12:00:00.000Z".
std::string iso_time(std::int64_t unix_ms) {
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(unix_ms)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return text;
}

std::string root_text(std::string_view version) {
  JsonWriter json;
  json.begin_object();
  json.key("name").string("Watch Room Server");
  json.key("version").string(version);
  json.key("description").string("Standalone watch room server for MoonTVPlus");
  json.key("endpoints").begin_object();
  json.key("health").string("/health");
  json.key("stats").string("/stats (requires auth)");
  json.key("socket").string("/socket.io");
  json.end_object();
  json.end_object();
  return json.text();
}

std::string health_text(const Health& health, std::int64_t now_ms, std::chrono::duration<double> uptime) {
  JsonWriter json;
  json.begin_object();
  json.key("status").string(health.draining ? "draining" : "ok");
  json.key("timestamp").string(iso_time(now_ms));
  json.key("uptime").number(uptime.count());
  json.key("version").string(health.version);
  json.key("draining").boolean(health.draining);
  json.key("connections").number(health.connections);
  json.key("rooms").number(health.rooms);
  json.key("members").number(health.members);
  json.end_object();
  return json.text();
}

void write_room(JsonWriter& json, const watchroom::RoomStats& room) {
  json.begin_object();
  json.key("id").string(room.id);
  json.key("name").string(room.name);
  json.key("memberCount").number(room.member_count);
  json.key("isPublic").boolean(room.is_public);
  json.key("hasPassword").boolean(room.has_password);
  json.key("createdAt").number(room.created_at_ms);
  json.end_object();
}

std::string stats_text(const watchroom::Stats& stats) {
  JsonWriter json;
  json.begin_object();
  json.key("totalRooms").number(stats.total_rooms);
  json.key("totalMembers").number(stats.total_members);
  json.key("rooms").begin_array();
  for (const watchroom::RoomStats& room : stats.rooms) write_room(json, room);
  json.end_array();
  json.end_object();
  return json.text();
}

}  // namespace

void add_root_route(Router& router, std::string_view version) {
  router.get("", [text = root_text(version)](const HttpRequest&) { return json_response(200, text); });
}

void add_health_route(Router& router, const base::Timers& timers, std::function<Health()> health) {
  router.get("/health", [&timers, start = timers.now(), health = std::move(health)](const HttpRequest&) {
    const Health now = health();
    return json_response(now.draining ? 503 : 200, health_text(now, timers.unix_ms(), timers.now() - start));
  });
}

Allowed anybody() {
  return [](const HttpRequest&) { return true; };
}

Allowed bearer(const std::vector<std::string>& keys) {
  std::vector<std::string> accepted;
  accepted.reserve(keys.size());
  for (const std::string& key : keys) accepted.push_back("Bearer " + key);
  return [accepted = std::move(accepted)](const HttpRequest& request) {
    const std::string_view credentials = request.header("authorization");
    bool found = false;  // compared with each of them: the time tells nothing
    for (const std::string& one : accepted) found = base::equal_secrets(credentials, one) || found;
    return found;
  };
}

void add_metrics_route(Router& router, Allowed allowed, std::function<std::string()> text) {
  router.get("/metrics", [allowed = std::move(allowed), text = std::move(text)](const HttpRequest& request) {
    if (!allowed(request)) return unauthorized();
    HttpResponse response;
    response.body = base::SharedBytes::copy(text());
    return std::move(response.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8"));
  });
}

void add_drain_route(Router& router, Allowed allowed, std::function<void()> begin) {
  router.post("/admin/drain",
              [allowed = std::move(allowed), begin = std::move(begin)](const HttpRequest& request) {
                if (!allowed(request)) return unauthorized();
                begin();
                return json_response(202, R"({"status":"draining"})");
              });
}

void add_stats_route(Router& router, Allowed allowed, std::function<watchroom::Stats()> stats) {
  router.get("/stats", [allowed = std::move(allowed), stats = std::move(stats)](const HttpRequest& request) {
    return allowed(request) ? json_response(200, stats_text(stats())) : unauthorized();
  });
}

}  // namespace roomd
