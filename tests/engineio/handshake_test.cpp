#include "engineio/server.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>

#include "engine_harness.hpp"

using namespace std::chrono_literals;
using engineio::Options;
using test::EngineHarness;
using test::Frames;
using test::header_of;

TEST_SUITE("engineio/handshake") {
  TEST_CASE("[EIO Handshake] polling: 200 with the open packet, its keys in the reference's order") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto& connection = t.wire[t.handshake_connection];
    CHECK(
        t.masked(connection.body()) ==
        R"(0{"sid":"SID","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000})");
    const auto& headers = connection.response().headers;
    CHECK(header_of(headers, "content-type") == "text/plain; charset=UTF-8");
    CHECK(header_of(headers, "cache-control") == "no-store");
    CHECK(header_of(headers, "set-cookie") == "(none)");
    CHECK(header_of(headers, "access-control-allow-origin") == "(none)");
    CHECK(header_of(headers, "x-xss-protection") == "(none)");
    CHECK(headers.size() == 2);
    CHECK_FALSE(connection.closed);
    CHECK(t.record().events == EngineHarness::Events{"open"});
    CHECK(t.server.sessions() == 1);
    CHECK(t.session(sid).transport() == engineio::TransportName::polling);
  }

  TEST_CASE("[EIO Handshake] websocket: 101, then the open packet without upgrades") {
    EngineHarness t;
    const auto ws = t.open_websocket();
    CHECK(t.masked(t.wire[ws].frames.at(0)) ==
          R"(0{"sid":"SID","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000})");
    CHECK(t.wire[ws].frames.size() == 1);
    CHECK(t.wire[ws].accept_headers.empty());
    CHECK(t.session(t.record().sid).transport() == engineio::TransportName::websocket);
  }

  TEST_CASE("the sid has 20 characters that need no escaping, and differs each time") {
    EngineHarness t;
    const std::string first = t.open_polling();
    const std::string second = t.open_polling();
    CHECK(first.size() == 20);
    CHECK(std::all_of(first.begin(), first.end(),
                      [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; }));
    CHECK(first != second);
  }

  TEST_CASE("options show up in the open packet") {
    Options options;
    options.ping_interval = 300ms;
    options.ping_timeout = 200ms;
    options.max_http_buffer_size = 5000;
    SUBCASE("upgrades switched off") { options.allow_upgrades = false; }
    SUBCASE("websocket not listed") { options.websocket = false; }
    EngineHarness t(options);
    t.open_polling();
    CHECK(t.masked(t.wire[t.handshake_connection].body()) ==
          R"(0{"sid":"SID","upgrades":[],"pingInterval":300,"pingTimeout":200,"maxPayload":5000})");
  }

  TEST_CASE("initial_packet and messages sent while opening share the first payload, in order") {
    Options options;
    options.initial_packet = "first";
    EngineHarness t(options);
    t.on_open = [](engineio::Session& session) {
      session.send(engineio::Message::text("second"));
      session.send(engineio::Message::binary(base::SharedBytes::copy("\x01\x02\x03\x04")));
    };
    t.open_polling();
    const std::string body = t.masked(t.wire[t.handshake_connection].body());
    CHECK(body.substr(body.find('\x1e')) ==
          "\x1e"
          "4first\x1e"
          "4second\x1e"
          "bAQIDBA==");

    const auto ws = t.open_websocket();
    const Frames frames = t.wire.take_frames(ws);
    CHECK(frames.at(0).substr(0, 2) == "0{");
    CHECK(frames.at(1) == "4first");
    CHECK(frames.at(2) == "4second");
    CHECK(frames.at(3) == "<01 02 03 04>");
  }

  TEST_CASE("the handler may close while it opens: the client sees open and close") {
    EngineHarness t;
    t.on_open = [](engineio::Session& session) { session.close(); };
    t.wire.get(t.target("polling"));
    const std::string body = t.wire[engineio::ConnId{0, 0, 1}].body();
    CHECK(body.substr(0, 2) == "0{");
    CHECK(body.find('\x1e') == std::string::npos);
    CHECK(t.wire[t.poll(t.record().sid)].body() ==
          "6\x1e"
          "1");
    const auto ws = t.wire.websocket(t.target("websocket"));
    t.settle();
    CHECK(t.wire[ws].frames.size() == 1);
    CHECK(t.wire[ws].closed);
    CHECK(t.record().events == EngineHarness::Events{"open", "close forced close"});
    CHECK(t.server.sessions() == 0);
  }

  TEST_CASE("the handler may discard the session while it is being made") {
    base::ManualTimers time;
    test::FakeWire wire;
    struct Silent final : engineio::SessionHandler {
      void on_open() override { FAIL("the session is over"); }
      void on_message(const engineio::Frame&) override {}
      void on_close(engineio::CloseReason, std::string_view) override {}
    };
    engineio::Server server({}, time, wire, [](engineio::Session& session) {
      session.discard();
      return std::make_unique<Silent>();
    });
    wire.attach(server.listener());
    const auto id = wire.get("/engine.io/?EIO=4&transport=polling");
    CHECK(wire[id].body() == "1");
    CHECK(server.sessions() == 0);
    time.settle();
  }

  TEST_CASE("the session keeps the facts of its request") {
    EngineHarness t;
    const std::string sid = t.open_polling("&token=a%20b", {{"Origin", "http://x"}, {"User-Agent", "y"}});
    const engineio::Handshake& handshake = t.session(sid).handshake();
    CHECK(handshake.header("origin") == "http://x");
    CHECK(handshake.query().get("token") == "a b");
    CHECK(handshake.header("User-Agent") == "y");
    CHECK_FALSE(handshake.find_header("user").has_value());
    CHECK(handshake.headers().size() == 2);
    CHECK(handshake.headers().front().name == "Origin");
    CHECK(handshake.remote_address() == "127.0.0.1");
    CHECK(handshake.target().starts_with("/engine.io/?EIO=4"));
    CHECK_FALSE(handshake.secure());
    CHECK(handshake.issued_unix_ms() == t.time.unix_ms());
    CHECK_FALSE(handshake.b64());
    CHECK(t.session(t.open_polling("&b64=1")).handshake().b64());
    CHECK_FALSE(t.session(t.open_polling("&b64=")).handshake().b64());
  }

  TEST_CASE("cookie: set once, on the polling handshake only") {
    Options options;
    options.cookie.emplace();
    EngineHarness t(options);
    const std::string sid = t.open_polling();
    CHECK(header_of(t.wire[t.handshake_connection].response().headers, "set-cookie") ==
          "io=" + sid + "; Path=/; HttpOnly; SameSite=Lax");
    const auto post = t.post(sid, "4x");
    CHECK(header_of(t.wire[post].response().headers, "set-cookie") == "(none)");
    const auto ws = t.open_websocket();
    CHECK(header_of(t.wire[ws].accept_headers, "set-cookie") == "(none)");
  }

  TEST_CASE("header listeners: initial ones see the first response of a session, the others each one") {
    EngineHarness t;
    t.server.on_initial_headers([](auto& headers, const auto&) { headers.push_back({"X-First", "1"}); });
    t.server.on_headers([](auto& headers, const auto& request) {
      headers.push_back({"X-Each", std::string(request.method)});
    });
    const std::string sid = t.open_polling();
    const auto& first = t.wire[t.handshake_connection].response().headers;
    CHECK(header_of(first, "x-first") == "1");
    CHECK(header_of(first, "x-each") == "GET");
    const auto post = t.post(sid, "4x");
    CHECK(header_of(t.wire[post].response().headers, "x-first") == "(none)");
    CHECK(header_of(t.wire[post].response().headers, "x-each") == "POST");
    const auto poll = t.poll(sid);
    t.send(sid, "hi");
    CHECK(header_of(t.wire[poll].response().headers, "x-each") == "GET");
    const auto upgrade = t.upgrade(sid);
    CHECK(header_of(t.wire[upgrade].accept_headers, "x-first") == "(none)");
    CHECK(header_of(t.wire[upgrade].accept_headers, "x-each") == "GET");
    const auto ws = t.open_websocket();
    CHECK(header_of(t.wire[ws].accept_headers, "x-first") == "1");
    CHECK(header_of(t.wire[ws].accept_headers, "x-each") == "GET");
  }

  TEST_CASE("old Internet Explorer is told to leave payloads alone") {
    EngineHarness t;
    const std::string sid = t.open_polling("", {{"User-Agent", "Mozilla/5.0 (Windows NT 6.1; Trident/7.0)"}});
    CHECK(header_of(t.wire[t.handshake_connection].response().headers, "x-xss-protection") == "0");
    const auto post = t.post(sid, "4x", {{"User-Agent", "Mozilla/4.0 (compatible;MSIE 8.0)"}});
    CHECK(header_of(t.wire[post].response().headers, "x-xss-protection") == "0");
  }
}
