#include <doctest/doctest.h>

#include "engine_harness.hpp"

using engineio::CorsOptions;
using engineio::HttpRequest;
using engineio::Options;
using test::EngineHarness;
using test::header_of;

namespace {

Options with(CorsOptions cors) {
  Options options;
  options.cors = std::move(cors);
  return options;
}

test::Headers from(const char* origin) { return {{"Origin", origin}}; }

constexpr auto allow_origin = "access-control-allow-origin";

}  // namespace

TEST_SUITE("engineio/cors_options") {
  TEST_CASE("fixed: the same value for everybody, with Vary") {
    EngineHarness t(with(CorsOptions::fixed("https://app.example")));
    for (const char* origin : {"https://app.example", "http://other"}) {
      t.open_polling("", from(origin));
      const auto& headers = t.wire[t.handshake_connection].response().headers;
      CHECK(header_of(headers, allow_origin) == "https://app.example");
      CHECK(header_of(headers, "vary") == "Origin");
    }
  }

  TEST_CASE("matching: a predicate decides; a request without Origin is not asked about") {
    EngineHarness t(with(CorsOptions::matching([](std::string_view origin) {
      CHECK_FALSE(origin.empty());
      return origin.ends_with(".example");
    })));
    const auto value = [&](const test::Headers& headers) {
      t.open_polling("", headers);
      return header_of(t.wire[t.handshake_connection].response().headers, allow_origin);
    };
    CHECK(value(from("http://a.example")) == "http://a.example");
    CHECK(value(from("http://evil")) == "(none)");
    CHECK(value({}) == "(none)");
  }

  TEST_CASE("the status of a preflight's answer") {
    auto cors = CorsOptions::any();
    cors.options_success_status = 200;
    EngineHarness t(with(cors));
    CHECK(t.wire[t.wire.request(HttpRequest::make("OPTIONS", "/engine.io/"))].status() == 200);
  }

  TEST_CASE("a preflight that goes on is judged like any request, with its headers") {
    auto cors = CorsOptions::any();
    cors.preflight_continue = true;
    EngineHarness t(with(cors));
    const auto id = t.wire.request(HttpRequest::make("OPTIONS", t.target("polling")));
    CHECK(t.wire[id].body() == R"({"code":2,"message":"Bad handshake method"})");
    CHECK(header_of(t.wire[id].response().headers, allow_origin) == "*");
    CHECK(header_of(t.wire[id].response().headers, "access-control-allow-methods") ==
          "GET,HEAD,PUT,PATCH,POST,DELETE");
  }

  TEST_CASE("strict: foreign origins are refused, over HTTP and WebSocket, with or without a session") {
    auto cors = CorsOptions::list({"http://own"});
    cors.strict = true;
    EngineHarness t(with(cors));
    std::string heard;
    t.server.on_connection_error([&](const engineio::ConnectionError& error) {
      heard = std::get<engineio::Forbidden>(error.context).message;
    });
    const auto polling = t.wire.get(t.target("polling"), from("http://evil"));
    CHECK(t.wire[polling].status() == 403);
    CHECK(t.wire[polling].body() == R"({"code":4,"message":"Forbidden"})");
    CHECK(heard == "Forbidden");
    const auto ws = t.wire.websocket(t.target("websocket"), from("http://evil"));
    CHECK(t.wire[ws].status() == 400);
    CHECK(t.wire[ws].body() == "Forbidden");
    CHECK_FALSE(t.wire[ws].accepted);
    const std::string sid = t.open_polling("", from("http://own"));
    CHECK(t.wire[t.post(sid, "4x", from("http://evil"))].status() == 403);
    CHECK(t.wire[t.wire.websocket(t.target("websocket", sid), from("http://evil"))].status() == 400);
    CHECK(t.wire[t.post(sid, "4y", from("http://own"))].body() == "ok");
    CHECK(t.record().events == EngineHarness::Events{"open", "message y"});
    t.open_polling();
    t.open_websocket("", from("http://own"));
  }
}
