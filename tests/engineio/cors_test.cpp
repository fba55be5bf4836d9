#include "engineio/options.hpp"

#include <doctest/doctest.h>

#include "engine_harness.hpp"

using namespace std::chrono_literals;
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

std::string handshake_header(const CorsOptions& cors, const test::Headers& request, std::string_view name) {
  EngineHarness t(with(cors));
  t.open_polling("", request);
  return header_of(t.wire[t.handshake_connection].response().headers, name);
}

constexpr auto allow_origin = "access-control-allow-origin";

}  // namespace

TEST_SUITE("engineio/cors") {
  TEST_CASE("any: '*' for everybody, without Vary") {
    CHECK(handshake_header(CorsOptions::any(), {{"Origin", "http://a"}}, allow_origin) == "*");
    CHECK(handshake_header(CorsOptions::any(), {}, allow_origin) == "*");
    CHECK(handshake_header(CorsOptions::any(), {{"Origin", "http://a"}}, "vary") == "(none)");
  }

  TEST_CASE("list: a listed origin is reflected, others are served without the header; Vary always") {
    const auto cors = CorsOptions::list({"http://localhost:3000", "https://Example.com/"});
    CHECK(handshake_header(cors, {{"Origin", "http://localhost:3000"}}, allow_origin) ==
          "http://localhost:3000");
    CHECK(handshake_header(cors, {{"Origin", "https://example.com"}}, allow_origin) == "https://example.com");
    for (const char* origin : {"http://evil", "http://localhost:30000", "http://localhost", "null"}) {
      CHECK(handshake_header(cors, {{"Origin", origin}}, allow_origin) == "(none)");
      CHECK(handshake_header(cors, {{"Origin", origin}}, "vary") == "Origin");
    }
    CHECK(handshake_header(cors, {}, allow_origin) == "(none)");
    CHECK(handshake_header(cors, {{"Origin", "http://localhost:3000"}}, "vary") == "Origin");
  }

  TEST_CASE("list with '*': every origin is reflected") {
    const auto cors = CorsOptions::list({"*"});
    CHECK(handshake_header(cors, {{"Origin", "http://x"}}, allow_origin) == "http://x");
    CHECK(handshake_header(cors, {}, allow_origin) == "(none)");
  }

  TEST_CASE("credentials and exposed headers") {
    auto cors = CorsOptions::list({"http://a"});
    cors.credentials = true;
    cors.exposed_headers = "X-One,X-Two";
    CHECK(handshake_header(cors, {{"Origin", "http://a"}}, "access-control-allow-credentials") == "true");
    CHECK(handshake_header(cors, {{"Origin", "http://a"}}, "access-control-expose-headers") == "X-One,X-Two");
  }

  TEST_CASE("every kind of answer carries the headers") {
    EngineHarness t(with(CorsOptions::list({"http://a"})));
    const test::Headers origin{{"Origin", "http://a"}};
    const auto value = [&](engineio::ConnId id) {
      return header_of(t.wire[id].response().headers, allow_origin);
    };
    CHECK(value(t.wire.get("/engine.io/?transport=x", origin)) == "http://a");
    const std::string sid = t.open_polling("", origin);
    CHECK(value(t.post(sid, "4x", origin)) == "http://a");
    const auto poll = t.poll(sid, origin);
    t.send(sid, "m");
    CHECK(value(poll) == "http://a");
    HttpRequest large = HttpRequest::make("POST", t.target("polling", sid), origin);
    large.body_too_large = true;
    CHECK(value(t.wire.request(large)) == "http://a");
    t.poll(sid, origin);
    CHECK(value(t.poll(sid, origin)) == "http://a");
    const auto ws = t.open_websocket("", origin);
    CHECK(header_of(t.wire[ws].accept_headers, allow_origin) == "http://a");
    t.server.stop_accepting();
    CHECK(value(t.wire.get(t.target("polling"), origin)) == "http://a");
  }

  TEST_CASE("preflight: 204, the methods, the asked headers reflected") {
    EngineHarness t(with(CorsOptions::list({"http://a"})));
    const auto id = t.wire.request(
        HttpRequest::make("OPTIONS", t.target("polling", "whatever"),
                          {{"Origin", "http://a"}, {"Access-Control-Request-Headers", "content-type,x-y"}}));
    CHECK(t.wire[id].status() == 204);
    CHECK(t.wire[id].body().empty());
    const auto& headers = t.wire[id].response().headers;
    CHECK(header_of(headers, allow_origin) == "http://a");
    CHECK(header_of(headers, "access-control-allow-methods") == "GET,HEAD,PUT,PATCH,POST,DELETE");
    CHECK(header_of(headers, "access-control-allow-headers") == "content-type,x-y");
    CHECK(header_of(headers, "vary") == "Origin, Access-Control-Request-Headers");
    CHECK(header_of(headers, "access-control-max-age") == "(none)");
    CHECK(header_of(headers, "access-control-allow-credentials") == "(none)");
  }

  TEST_CASE("preflight: configured headers, methods and age") {
    auto cors = CorsOptions::any();
    cors.methods = "GET,POST";
    cors.allowed_headers = "X-Key";
    cors.max_age = 600s;
    cors.credentials = true;
    EngineHarness t(with(cors));
    const auto id = t.wire.request(HttpRequest::make("OPTIONS", "/engine.io/", {{"Origin", "http://b"}}));
    const auto& headers = t.wire[id].response().headers;
    CHECK(header_of(headers, allow_origin) == "*");
    CHECK(header_of(headers, "access-control-allow-methods") == "GET,POST");
    CHECK(header_of(headers, "access-control-allow-headers") == "X-Key");
    CHECK(header_of(headers, "access-control-max-age") == "600");
    CHECK(header_of(headers, "access-control-allow-credentials") == "true");
    CHECK(header_of(headers, "vary") == "(none)");
  }

  TEST_CASE("preflight: nothing asked, nothing reflected") {
    EngineHarness t(with(CorsOptions::any()));
    const auto id = t.wire.request(HttpRequest::make("OPTIONS", "/engine.io/"));
    CHECK(header_of(t.wire[id].response().headers, "access-control-allow-headers") == "(none)");
    CHECK(header_of(t.wire[id].response().headers, "vary") == "Access-Control-Request-Headers");
  }

  TEST_CASE("CORS off: OPTIONS is a handshake with a bad method") {
    EngineHarness t;
    const auto id = t.wire.request(HttpRequest::make("OPTIONS", t.target("polling")));
    CHECK(t.wire[id].body() == R"({"code":2,"message":"Bad handshake method"})");
  }
}
