#include "engineio/middleware.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <stdexcept>

#include "base/log.hpp"
#include "engine_harness.hpp"

using namespace std::chrono_literals;
using engineio::HttpNext;
using engineio::HttpRequest;
using engineio::HttpResponse;
using engineio::Options;
using test::EngineHarness;
using test::header_of;

namespace {

HttpResponse response_of(int status, std::string_view body) {
  HttpResponse response;
  response.status = status;
  response.body = base::SharedBytes::copy(body);
  return response;
}

/// Keeps what it is given, to be decided by the test.
struct Kept {
  std::vector<HttpNext> nexts;
  engineio::HttpMiddleware middleware() {
    return [this](const HttpRequest&, HttpNext next) { nexts.push_back(std::move(next)); };
  }
};

constexpr auto bad_request = R"({"code":3,"message":"Bad request"})";

}  // namespace

TEST_SUITE("engineio/middleware") {
  TEST_CASE("they run in order for every request of the path and for upgrades, not for other paths") {
    EngineHarness t;
    std::vector<std::string> seen;
    t.server.use([&](const HttpRequest& request, HttpNext next) {
      seen.push_back("first " + std::string(request.method));
      next();
    });
    t.server.use([&](const HttpRequest& request, HttpNext next) {
      seen.push_back("second " + std::string(request.method));
      next();
    });
    const std::string sid = t.open_polling();
    CHECK(seen == std::vector<std::string>{"first GET", "second GET"});
    t.post(sid, "4x");
    CHECK(seen.back() == "second POST");
    CHECK(t.record().saw("message x"));
    t.wire.get("/elsewhere");
    CHECK(seen.size() == 4);
    t.upgrade_completely(sid);
    CHECK(seen.size() == 6);
    t.open_websocket();
    CHECK(seen.size() == 8);
  }

  TEST_CASE("headers go into whatever answers the request: a poll, a POST, a refusal, a 101") {
    EngineHarness t;
    t.server.use([](const HttpRequest&, HttpNext next) { next.add_header("X-Frame-Options", "DENY")(); });
    const auto of = [&](engineio::ConnId id) {
      return header_of(t.wire[id].response().headers, "x-frame-options");
    };
    const std::string sid = t.open_polling();
    CHECK(of(t.handshake_connection) == "DENY");
    const auto poll = t.poll(sid);
    t.send(sid, "m");
    CHECK(of(poll) == "DENY");
    CHECK(of(t.post(sid, "4x")) == "DENY");
    CHECK(of(t.wire.get(t.target("polling", "unknown"))) == "DENY");
    CHECK(of(t.wire.websocket(t.target("websocket", "unknown"))) == "DENY");
    CHECK(header_of(t.wire[t.upgrade(sid)].accept_headers, "x-frame-options") == "DENY");
    CHECK(header_of(t.wire[t.open_websocket()].accept_headers, "x-frame-options") == "DENY");
  }

  TEST_CASE("fail: code 3 for a request, 400 without a 101 for an upgrade; the detail is for the listener") {
    EngineHarness t;
    std::string heard;
    t.server.on_connection_error([&](const engineio::ConnectionError& error) {
      heard = std::string(error.name) + ": " + std::get<engineio::RequestFailure>(error.context).detail;
    });
    t.server.use([](const HttpRequest&, HttpNext next) { next.fail("no more today"); });
    const auto polling = t.wire.get(t.target("polling"));
    CHECK(t.wire[polling].status() == 400);
    CHECK(t.wire[polling].body() == bad_request);
    CHECK(heard == "MIDDLEWARE_FAILURE: no more today");
    const auto upgrade = t.wire.websocket(t.target("websocket"));
    CHECK_FALSE(t.wire[upgrade].accepted);
    CHECK(t.wire[upgrade].status() == 400);
    CHECK(t.wire[upgrade].body() == "Bad request");
    CHECK(t.records.empty());
  }

  TEST_CASE("respond: the middleware's answer and headers; later middlewares and the engine see nothing") {
    Options options;
    options.cors = engineio::CorsOptions::any();
    EngineHarness t(options);
    t.server.use([](const HttpRequest& request, HttpNext next) {
      if (request.header("authorization") == "Basic dTpw") return next();
      next.add_header("WWW-Authenticate", "Basic").respond(response_of(401, "who?"));
    });
    t.server.use([](const HttpRequest& request, HttpNext next) {
      CHECK(request.header("authorization") == "Basic dTpw");
      next();
    });
    const auto id = t.wire.get(t.target("polling"));
    CHECK(t.wire[id].status() == 401);
    CHECK(t.wire[id].body() == "who?");
    CHECK(header_of(t.wire[id].response().headers, "www-authenticate") == "Basic");
    CHECK(header_of(t.wire[id].response().headers, "access-control-allow-origin") == "*");
    const auto upgrade = t.wire.websocket(t.target("websocket"));
    CHECK(t.wire[upgrade].status() == 401);
    CHECK(t.wire[upgrade].closed);
    t.open_polling("", {{"Authorization", "Basic dTpw"}});
  }

  TEST_CASE("it may decide later: the request waits, other clients do not") {
    EngineHarness t;
    Kept kept;
    t.server.use(kept.middleware());
    const auto first = t.wire.get(t.target("polling"));
    const auto second = t.wire.websocket(t.target("websocket"));
    t.settle();
    CHECK(t.wire.awaiting() == 2);
    kept.nexts[1]();
    t.settle();
    CHECK(t.wire[second].accepted);
    CHECK_FALSE(t.wire[first].answered());
    kept.nexts[0].add_header("X-Late", "1");
    kept.nexts[0]();
    t.settle();
    CHECK(t.wire[first].status() == 200);
    CHECK(header_of(t.wire[first].response().headers, "x-late") == "1");
  }

  TEST_CASE("only the first decision counts; a decision for a gone connection or server does nothing") {
    Kept kept;
    {
      EngineHarness t;
      t.server.use(kept.middleware());
      const auto twice = t.wire.get(t.target("polling"));
      kept.nexts[0].respond(response_of(429, ""));
      kept.nexts[0]();
      CHECK(t.wire[twice].responses.size() == 1);
      CHECK(t.wire[twice].status() == 429);
      const auto gone = t.wire.get(t.target("polling"));
      t.wire.peer_closes(gone);
      kept.nexts[1]();
      CHECK(t.records.empty());
      t.wire.get(t.target("polling"));
    }
    kept.nexts[2]();
  }

  TEST_CASE("a decision for an earlier request does not decide the next one of the same connection") {
    EngineHarness t;
    Kept kept;
    t.server.use(kept.middleware());
    const auto id = t.wire.get(t.target("polling"));
    t.advance(30s);
    CHECK(t.wire[id].status() == 503);
    t.wire.request(id, HttpRequest::make("GET", t.target("polling")));
    kept.nexts[0]();
    CHECK(t.wire[id].awaiting_answer);
    kept.nexts[1]();
    CHECK(t.wire[id].status() == 200);
  }

  TEST_CASE("dropped without a decision, or thrown out of: the request fails") {
    base::log::set_level(base::log::Level::off);
    EngineHarness t;
    bool throws = false;
    t.server.use([&](const HttpRequest&, HttpNext) {
      if (throws) throw std::runtime_error("broken");
    });
    CHECK(t.wire[t.wire.get(t.target("polling"))].body() == bad_request);
    throws = true;
    CHECK(t.wire[t.wire.get(t.target("polling"))].body() == bad_request);
  }

  TEST_CASE("waiting requests are bounded in number and time: 503") {
    Options options;
    options.max_waiting_requests = 2;
    options.application_timeout = 5s;
    EngineHarness t(options);
    Kept kept;
    t.server.use(kept.middleware());
    const auto first = t.wire.get(t.target("polling"));
    t.wire.websocket(t.target("websocket"));
    CHECK(t.wire[t.wire.get(t.target("polling"))].status() == 503);
    t.advance(4999ms);
    CHECK_FALSE(t.wire[first].answered());
    t.advance(1ms);
    CHECK(t.wire[first].status() == 503);
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("a POST that a middleware answers is none for its session: the next one is no overlap") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    bool limit = true;
    t.server.use([&](const HttpRequest&, HttpNext next) {
      if (limit) return next.respond(response_of(429, "slow down"));
      next();
    });
    const auto post = t.start_post(sid);
    t.finish_post(post, sid, "4dropped");
    CHECK(t.wire[post].status() == 429);
    limit = false;
    CHECK(t.wire[t.post(sid, "4kept")].body() == "ok");
    t.wire.peer_closes(post);
    CHECK(t.record().events == EngineHarness::Events{"open", "message kept"});
  }

  TEST_CASE("the request stays readable behind next()") {
    EngineHarness t;
    std::string target;
    t.server.use([&](const HttpRequest& request, HttpNext next) {
      next();
      target = std::string(request.target);
    });
    t.open_polling();
    CHECK(target == t.target("polling"));
  }

  TEST_CASE("a middleware may add another one") {
    EngineHarness t;
    int runs = 0;
    t.server.use([&](const HttpRequest&, HttpNext next) {
      if (runs++ == 0)
        t.server.use([](const HttpRequest&, HttpNext inner) { inner.add_header("X-New", "1")(); });
      next();
    });
    t.open_polling();
    t.open_polling();
    CHECK(header_of(t.wire[t.handshake_connection].response().headers, "x-new") == "1");
  }

  TEST_CASE("preflights are answered by CORS in front of middlewares, unless they are to go on") {
    Options options;
    options.cors = engineio::CorsOptions::any();
    options.cors.preflight_continue = false;
    int asked = 0;
    const auto answer_options = [&](const HttpRequest& request, HttpNext next) {
      ++asked;
      if (request.method == "OPTIONS") return next.respond(response_of(200, "mine"));
      next();
    };
    {
      EngineHarness t(options);
      t.server.use(answer_options);
      CHECK(t.wire[t.wire.request(HttpRequest::make("OPTIONS", t.target("polling")))].status() == 204);
      CHECK(asked == 0);
    }
    options.cors.preflight_continue = true;
    EngineHarness t(options);
    t.server.use(answer_options);
    const auto id = t.wire.request(HttpRequest::make("OPTIONS", t.target("polling")));
    CHECK(asked == 1);
    CHECK(t.wire[id].body() == "mine");
    CHECK(header_of(t.wire[id].response().headers, "access-control-allow-methods") ==
          "GET,HEAD,PUT,PATCH,POST,DELETE");
    CHECK(header_of(t.wire[id].response().headers, "access-control-allow-origin") == "*");
  }

  TEST_CASE("misuse: an empty middleware") {
    EngineHarness t;
    CHECK_THROWS_AS(t.server.use({}), std::invalid_argument);
  }
}
