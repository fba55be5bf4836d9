#include <doctest/doctest.h>

#include "engine_harness.hpp"

using namespace engineio;
using namespace std::chrono_literals;
using test::EngineHarness;
using test::FakeWire;
using test::Headers;

namespace {

Options sessions(std::size_t most) {
  Options options;
  options.max_sessions_per_address = most;
  return options;
}

Options handshakes(std::size_t burst, double rate) {
  Options options;
  options.handshake_burst = burst;
  options.handshake_rate = rate;
  return options;
}

ConnId handshake(EngineHarness& t, std::string_view address, const Headers& headers = {}) {
  HttpRequest request = HttpRequest::make("GET", t.target("polling"), headers);
  request.remote_address = address;
  return t.wire.request(std::move(request));
}

ConnId websocket(EngineHarness& t, std::string_view address) {
  HttpRequest request = FakeWire::upgrade_request(t.target("websocket"));
  request.remote_address = address;
  return t.wire.request(std::move(request));
}

int status(EngineHarness& t, std::string_view address) { return t.wire[handshake(t, address)].status(); }

std::string header(EngineHarness& t, ConnId id, std::string_view name) {
  return test::header_of(t.wire[id].response().headers, name);
}

}  // namespace

TEST_SUITE("engineio/address_limits") {
  TEST_CASE("nothing is limited unless asked for") {
    EngineHarness t;
    for (int i = 0; i < 1'000; ++i) CHECK(status(t, "203.0.113.7") == 200);
  }

  TEST_CASE("one address has so many sessions, and others have theirs") {
    EngineHarness t(sessions(2));
    CHECK(status(t, "203.0.113.7") == 200);
    CHECK(t.wire[websocket(t, "203.0.113.7")].accepted);
    const ConnId refused = handshake(t, "203.0.113.7");
    CHECK(t.wire[refused].status() == 429);
    CHECK(t.wire[refused].body() == R"({"code":4,"message":"Too many sessions"})");
    CHECK(header(t, refused, "Content-Type") == "application/json");
    CHECK(header(t, refused, "Retry-After") == "10");
    CHECK(status(t, "203.0.113.8") == 200);
    CHECK(t.server.statistics().refusals.sessions_per_address == 1);
  }

  TEST_CASE("a WebSocket above the limit is answered, and its connection closed") {
    EngineHarness t(sessions(1));
    CHECK(status(t, "203.0.113.7") == 200);
    const ConnId refused = websocket(t, "203.0.113.7");
    CHECK_FALSE(t.wire[refused].accepted);
    CHECK(t.wire[refused].status() == 429);
    CHECK(t.wire[refused].body() == "Too many sessions");
    CHECK(header(t, refused, "Retry-After") == "10");
    CHECK(t.wire[refused].closed);
  }

  TEST_CASE("an upgrade is no second session") {
    EngineHarness t(sessions(1));
    const std::string sid = t.open_polling();
    t.upgrade_completely(sid);
    CHECK(t.session(sid).transport() == TransportName::websocket);
  }

  TEST_CASE("a session that ends makes room, however it ends") {
    EngineHarness t(sessions(1));
    for (int i = 0; i < 3; ++i) {
      CHECK(status(t, "203.0.113.7") == 200);
      CHECK(status(t, "203.0.113.7") == 429);
      t.session(t.record().sid).discard();
    }
    const ConnId ws = websocket(t, "203.0.113.7");
    t.wire.peer_closes(ws);
    CHECK(status(t, "203.0.113.7") == 200);
    t.time.advance(1h);
    CHECK(status(t, "203.0.113.7") == 200);
    t.on_open = [](Session& session) { session.discard(); };
    t.server.close();
    for (int i = 0; i < 3; ++i) handshake(t, "203.0.113.7");
    t.on_open = nullptr;
    CHECK(status(t, "203.0.113.7") == 200);
  }

  TEST_CASE("IPv6 clients are counted by their /64 network") {
    EngineHarness t(sessions(2));
    CHECK(status(t, "2001:db8::1") == 200);
    CHECK(status(t, "2001:db8::2:0:0:1") == 200);
    CHECK(status(t, "2001:db8::ffff:ffff:ffff:ffff") == 429);
    CHECK(status(t, "2001:db8:0:1::1") == 200);
    t.session(t.records.front().sid).discard();
    CHECK(status(t, "2001:db8::3") == 200);
    CHECK(status(t, "2001:db8::3") == 429);
  }

  TEST_CASE("behind a trusted proxy its clients are counted, not the proxy") {
    Options options = sessions(1);
    options.trusted_proxies.networks = {*base::IpNetwork::parse("10.0.0.1")};
    EngineHarness t(options);
    const auto by_proxy = [&](const char* client) {
      return t.wire[handshake(t, "10.0.0.1", {{"X-Forwarded-For", client}})].status();
    };
    CHECK(by_proxy("203.0.113.7") == 200);
    CHECK(by_proxy("6.6.6.6, 203.0.113.7") == 429);
    CHECK(by_proxy("203.0.113.8") == 200);
    CHECK(t.wire[handshake(t, "203.0.113.9", {{"X-Forwarded-For", "203.0.113.7"}})].status() == 200);
    t.session(t.records.front().sid).discard();
    CHECK(by_proxy("203.0.113.7") == 200);
  }

  TEST_CASE("who waited for the application is counted when it answers") {
    Options options = sessions(1);
    std::vector<AllowRequestReply> waiting;
    options.allow_request = [&](const HttpRequest&, AllowRequestReply reply) {
      waiting.push_back(std::move(reply));
    };
    EngineHarness t(options);
    const ConnId first = handshake(t, "203.0.113.7");
    const ConnId second = handshake(t, "203.0.113.7");
    for (const auto& reply : waiting) reply(std::nullopt);
    CHECK(t.wire[first].status() == 200);
    CHECK(t.wire[second].status() == 429);
  }

  TEST_CASE("one address may begin so many sessions at once and so many in time") {
    EngineHarness t(handshakes(3, 0.5));
    for (int i = 0; i < 3; ++i) CHECK(status(t, "203.0.113.7") == 200);
    const ConnId refused = handshake(t, "203.0.113.7");
    CHECK(t.wire[refused].status() == 429);
    CHECK(t.wire[refused].body() == R"({"code":4,"message":"Too many handshakes"})");
    CHECK(header(t, refused, "Retry-After") == "2");
    CHECK(t.wire[websocket(t, "203.0.113.7")].status() == 429);
    CHECK(status(t, "203.0.113.8") == 200);
    t.time.advance(2s);
    CHECK(status(t, "203.0.113.7") == 200);
    CHECK(status(t, "203.0.113.7") == 429);
    CHECK(t.server.statistics().refusals.handshake_rate == 3);
  }

  TEST_CASE("requests of open sessions take nothing") {
    EngineHarness t(handshakes(1, 0.001));
    const std::string sid = t.open_polling();
    for (int i = 0; i < 50; ++i) CHECK(t.wire[t.post(sid, "4x")].status() == 200);
    t.upgrade_completely(sid);
  }

  TEST_CASE("the application hears who was refused, and why") {
    Options options = sessions(1);
    options.handshake_burst = 2;
    options.handshake_rate = 1;
    EngineHarness t(options);
    std::vector<std::string> heard;
    t.server.on_connection_error([&](const ConnectionError& error) {
      const auto& limit = std::get<LimitReached>(error.context);
      heard.push_back(std::string(error.name) + ' ' + std::string(error.client_address) + ' ' +
                      limit.address + ' ' + std::to_string(limit.retry_after.count()));
    });
    handshake(t, "2001:db8::1");
    handshake(t, "2001:db8::2");
    t.session(t.record().sid).discard();
    handshake(t, "2001:db8::3");
    t.session(t.record().sid).discard();
    handshake(t, "2001:db8::4");
    CHECK(heard == std::vector<std::string>{"TOO_MANY_SESSIONS 2001:db8::2 2001:db8::/64 10",
                                            "TOO_MANY_HANDSHAKES 2001:db8::4 2001:db8::/64 1"});
  }

  TEST_CASE("pages may read why they were refused") {
    Options options = sessions(1);
    options.cors = CorsOptions::any();
    EngineHarness t(options);
    handshake(t, "203.0.113.7");
    CHECK(header(t, handshake(t, "203.0.113.7"), "Access-Control-Allow-Origin") == "*");
  }

  TEST_CASE("a rate without sense is refused when the server is made") {
    CHECK_THROWS_AS(EngineHarness(handshakes(1, 0)), std::invalid_argument);
    CHECK_THROWS_AS(EngineHarness(handshakes(1, -1)), std::invalid_argument);
  }
}

TEST_SUITE("engineio/refusals") {
  TEST_CASE("each refusal is counted under its reason") {
    Options options;
    options.cors = CorsOptions::list({"http://own"});
    options.cors.strict = true;
    options.allow_request = [](const HttpRequest& request, const AllowRequestReply& reply) {
      reply(request.header("who") == "me" ? std::nullopt : std::optional<std::string>("not you"));
    };
    EngineHarness t(options);
    t.wire.get(t.target("polling"), {{"Origin", "http://evil"}});
    t.wire.websocket(t.target("websocket"), {{"Origin", "http://evil"}});
    t.wire.get(t.target("polling"));
    t.wire.get(t.target("polling", "nobody"));
    t.wire.get("/engine.io/?EIO=4&transport=pigeon");
    t.server.stop_accepting();
    t.wire.get(t.target("polling"), {{"who", "me"}});
    const ServerStatistics& statistics = t.server.statistics();
    const auto refused = [&](Errc code) { return statistics.refused[static_cast<std::size_t>(code)]; };
    CHECK(statistics.refusals.origin == 2);
    CHECK(refused(Errc::forbidden) == 3);
    CHECK(refused(Errc::session_id_unknown) == 1);
    CHECK(refused(Errc::transport_unknown) == 1);
    CHECK(statistics.overloaded == 1);
    CHECK(statistics.refusals.sessions_per_address + statistics.refusals.handshake_rate == 0);
  }
}
