#include "engineio/server.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <stdexcept>

#include "engine_harness.hpp"

using namespace std::chrono_literals;
using engineio::HttpReply;
using engineio::HttpRequest;
using engineio::HttpResponse;
using engineio::Options;
using test::EngineHarness;
using test::FakeWire;
using test::header_of;

namespace {

HttpResponse text_response(std::string_view body) {
  HttpResponse response;
  response.body = base::SharedBytes::copy(body);
  return response;
}

void check_refused(const Options& options) { CHECK_THROWS_AS(EngineHarness{options}, std::invalid_argument); }

}  // namespace

TEST_SUITE("engineio/server") {
  TEST_CASE("paths: everything below path/ is ours, the rest is foreign") {
    EngineHarness t;
    CHECK(t.wire[t.wire.get("/engine.io/?EIO=4&transport=polling")].status() == 200);
    CHECK(t.wire[t.wire.get("/engine.io/foo?EIO=4&transport=polling")].status() == 200);
    for (const char* target : {"/engine.io?EIO=4&transport=polling", "//engine.io/?EIO=4&transport=polling",
                               "/", "/other", "/engine.iofoo/?EIO=4&transport=polling", "*"}) {
      CAPTURE(target);
      const auto id = t.wire.get(target);
      CHECK(t.wire[id].status() == 404);
      CHECK(t.wire[id].body().empty());
    }
  }

  TEST_CASE("paths: a trailing slash of the option is stripped; the slash can be switched off") {
    Options options;
    options.path = "/socket.io/";
    SUBCASE("on") {
      EngineHarness t(options);
      CHECK(t.wire[t.wire.get("/socket.io/?EIO=4&transport=polling")].status() == 200);
      CHECK(t.wire[t.wire.get("/socket.io?EIO=4&transport=polling")].status() == 404);
      CHECK(t.wire[t.wire.get("/engine.io/?EIO=4&transport=polling")].status() == 404);
    }
    SUBCASE("off") {
      options.add_trailing_slash = false;
      EngineHarness t(options);
      CHECK(t.wire[t.wire.get("/socket.io?EIO=4&transport=polling")].status() == 200);
      CHECK(t.wire[t.wire.get("/socket.io/?EIO=4&transport=polling")].status() == 200);
      CHECK(t.wire[t.wire.get("/socket.iofoo?EIO=4&transport=polling")].status() == 404);
    }
  }

  TEST_CASE("foreign requests go to the application") {
    EngineHarness t;
    std::string seen;
    t.server.on_http([&](const HttpRequest& request, HttpReply reply) {
      seen = std::string(request.method) + ' ' + std::string(request.target) + ' ' +
             std::string(request.body.view());
      reply(text_response("app").add("X-App", "1"));
      reply(text_response("twice"));
    });
    const auto id = t.wire.post("/health?x=1", "body");
    CHECK(seen == "POST /health?x=1 body");
    CHECK(t.wire[id].responses.size() == 1);
    CHECK(t.wire[id].body() == "app");
    CHECK(header_of(t.wire[id].response().headers, "x-app") == "1");
  }

  TEST_CASE("a foreign HEAD request: the length without the body") {
    EngineHarness t;
    t.server.on_http([](const HttpRequest&, HttpReply reply) { reply(text_response("12345")); });
    const auto id = t.wire.request(HttpRequest::make("HEAD", "/health"));
    CHECK(t.wire[id].body().empty());
    CHECK(header_of(t.wire[id].response().headers, "content-length") == "5");
  }

  TEST_CASE("a reply may be kept and used later; dropped unused it is a 500") {
    EngineHarness t;
    std::vector<HttpReply> replies;
    t.server.on_http([&](const HttpRequest&, HttpReply reply) { replies.push_back(std::move(reply)); });
    const auto first = t.wire.get("/a");
    const auto second = t.wire.get("/b");
    const auto third = t.wire.get("/c");
    t.settle();
    CHECK(t.wire.awaiting() == 3);
    replies[0](text_response("later"));
    t.wire.peer_closes(third);
    replies.clear();
    CHECK(t.wire[first].body() == "later");
    CHECK(t.wire[second].status() == 500);
    CHECK_FALSE(t.wire[third].answered());
  }

  TEST_CASE("a reply assigned over an unused one leaves both answered") {
    EngineHarness t;
    std::optional<HttpReply> kept;
    t.server.on_http([&](const HttpRequest& request, HttpReply reply) {
      if (request.target == "/a") {
        kept.emplace(std::move(reply));
      } else {
        *kept = std::move(reply);
      }
    });
    const auto a = t.wire.get("/a");
    const auto b = t.wire.get("/b");
    CHECK(t.wire[a].status() == 500);
    (*kept)(text_response("b"));
    CHECK(t.wire[b].body() == "b");
  }

  TEST_CASE("a foreign body above the limit: 413, the application is not asked") {
    EngineHarness t;
    t.server.on_http([](const HttpRequest&, const HttpReply&) { FAIL("asked"); });
    HttpRequest request = HttpRequest::make("POST", "/upload");
    request.body_too_large = true;
    CHECK(t.wire[t.wire.request(request)].status() == 413);
  }

  TEST_CASE("a foreign upgrade is dropped after a second, without a byte") {
    EngineHarness t;
    t.server.on_http([](const HttpRequest&, const HttpReply&) { FAIL("asked"); });
    const auto id = t.wire.websocket("/elsewhere");
    t.advance(999ms);
    CHECK_FALSE(t.wire[id].closed);
    t.advance(1ms);
    CHECK(t.wire[id].aborted);
    CHECK_FALSE(t.wire[id].answered());
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("a foreign upgrade whose peer leaves first leaves nothing behind") {
    EngineHarness t;
    t.wire.peer_closes(t.wire.websocket("/elsewhere"));
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("a foreign upgrade without patience: 404 at once") {
    Options options;
    options.destroy_upgrade_timeout = 0ms;
    EngineHarness t(options);
    CHECK(t.wire[t.wire.websocket("/elsewhere")].status() == 404);
  }

  TEST_CASE("foreign upgrades that are not to be destroyed go to the application") {
    Options options;
    options.destroy_upgrade = false;
    EngineHarness t(options);
    CHECK(t.wire[t.wire.websocket("/elsewhere")].status() == 404);
    t.server.on_http([](const HttpRequest& request, HttpReply reply) {
      CHECK(request.upgrade == HttpRequest::Upgrade::websocket);
      reply(text_response("not here"));
    });
    CHECK(t.wire[t.wire.websocket("/elsewhere")].body() == "not here");
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("a foreign request that offers another upgrade is an ordinary request") {
    EngineHarness t;
    t.server.on_http([](const HttpRequest&, HttpReply reply) { reply(text_response("hi")); });
    HttpRequest request =
        HttpRequest::make("GET", "/health", {{"Connection", "Upgrade"}, {"Upgrade", "h2c"}});
    request.upgrade = HttpRequest::Upgrade::malformed;
    CHECK(t.wire[t.wire.request(request)].body() == "hi");
  }

  TEST_CASE("above max_sessions a handshake gets 503; a place that becomes free is given away") {
    Options options;
    options.max_sessions = 2;
    EngineHarness t(options);
    t.open_polling();
    const auto ws = t.open_websocket();
    CHECK(t.wire[t.wire.get(t.target("polling"))].status() == 503);
    const auto refused = t.wire.websocket(t.target("websocket"));
    CHECK(t.wire[refused].status() == 503);
    CHECK_FALSE(t.wire[refused].accepted);
    t.wire.peer_closes(ws);
    t.open_polling();
  }

  TEST_CASE("stop_accepting: handshakes get 503, open sessions go on") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    t.server.stop_accepting();
    CHECK(t.wire[t.wire.get(t.target("polling"))].status() == 503);
    CHECK(t.wire[t.wire.websocket(t.target("websocket"))].status() == 503);
    CHECK(t.wire[t.post(sid, "4x")].body() == "ok");
    t.upgrade_completely(sid);
  }

  TEST_CASE("find and sessions") {
    EngineHarness t;
    CHECK(t.server.sessions() == 0);
    const std::string sid = t.open_polling();
    CHECK(t.server.find(sid) != nullptr);
    CHECK(t.server.find(sid)->id() == sid);
    CHECK(t.server.find("") == nullptr);
    CHECK(t.server.find("x") == nullptr);
    CHECK(t.server.options().path == "/engine.io");
  }

  TEST_CASE("events of unknown connections are ignored") {
    EngineHarness t;
    auto& listener = t.server.listener();
    const engineio::ConnId unknown{7, 1000, 3};
    listener.on_frame(unknown, {base::SharedBytes::copy("4x"), false});
    listener.on_drained(unknown);
    listener.on_closed(unknown, {});
    const auto ws = t.open_websocket();
    listener.on_frame({ws.loop, ws.slot, ws.generation + 1}, {base::SharedBytes::copy("4x"), false});
    listener.on_closed({ws.loop, ws.slot, ws.generation + 1}, {});
    CHECK(t.record().events == EngineHarness::Events{"open"});
  }

  TEST_CASE("misuse: options out of range throw at the call") {
    Options options;
    SUBCASE("") { options.path = ""; }
    SUBCASE("") { options.path = "engine.io"; }
    SUBCASE("") { options.path = "/", options.add_trailing_slash = false; }
    SUBCASE("") { options.ping_interval = 0ms; }
    SUBCASE("") { options.ping_timeout = -1ms; }
    SUBCASE("") { options.upgrade_timeout = 0ms; }
    SUBCASE("") { options.destroy_upgrade_timeout = -1ms; }
    SUBCASE("") { options.max_http_buffer_size = 0; }
    SUBCASE("") { options.polling = options.websocket = false; }
    SUBCASE("") { options.max_packets_per_payload = 0; }
    SUBCASE("") { options.max_buffered_bytes = 0; }
    SUBCASE("") { options.max_sessions = 0; }
    SUBCASE("") { options.initial_packet = "a\x1e"; }
    SUBCASE("") { options.initial_packet = "\xff"; }
    SUBCASE("") { options.cookie.emplace().name = "a b"; }
    SUBCASE("") { options.cookie.emplace().name = ""; }
    SUBCASE("") { options.cookie.emplace().path = "/\r\nX: y"; }
    SUBCASE("") { options.cookie.emplace().same_site = "Lax"; }
    SUBCASE("") { options.cookie.emplace().same_site = "none"; }
    SUBCASE("") { options.cookie.emplace().partitioned = true; }
    SUBCASE("") { options.cookie.emplace().priority = "urgent"; }
    SUBCASE("") { options.cookie.emplace().domain = "a;b"; }
    SUBCASE("") { options.high_water_mark = options.max_buffered_bytes + 1; }
    SUBCASE("") { options.max_waiting_requests = 0; }
    SUBCASE("") { options.application_timeout = 0ms; }
    SUBCASE("") { options.cors.options_success_status = 404; }
    SUBCASE("") { options.cors.max_age = -1s; }
    SUBCASE("") { options.cors.strict = true; }
    check_refused(options);
  }

  TEST_CASE("misuse: a server without a session factory") {
    base::ManualTimers time;
    FakeWire wire;
    CHECK_THROWS_AS(engineio::Server({}, time, wire, nullptr), std::invalid_argument);
  }
}
