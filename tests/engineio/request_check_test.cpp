#include "engineio/server.hpp"

#include <doctest/doctest.h>

#include "engine_harness.hpp"

using engineio::ConnId;
using engineio::HttpRequest;
using engineio::Options;
using test::EngineHarness;
using test::FakeWire;
using test::header_of;

namespace {

/// What a refused request is answered with over HTTP: "400 {json}".
std::string answer(EngineHarness& t, ConnId id) {
  CHECK(t.wire[id].responses.size() == 1);
  CHECK(header_of(t.wire[id].response().headers, "content-type") == "application/json");
  CHECK_FALSE(t.wire[id].closed);
  return std::to_string(t.wire[id].status()) + ' ' + t.wire[id].body();
}

/// A refused upgrade: "400 text", after checking its fixed form.
std::string upgrade_answer(EngineHarness& t, ConnId id) {
  CHECK_FALSE(t.wire[id].accepted);
  CHECK(header_of(t.wire[id].response().headers, "content-type") == "text/html");
  CHECK(t.wire[id].response().close);
  return std::to_string(t.wire[id].status()) + ' ' + t.wire[id].body();
}

constexpr auto transport_unknown = R"(400 {"code":0,"message":"Transport unknown"})";
constexpr auto session_unknown = R"(400 {"code":1,"message":"Session ID unknown"})";
constexpr auto bad_method = R"(400 {"code":2,"message":"Bad handshake method"})";
constexpr auto bad_request = R"(400 {"code":3,"message":"Bad request"})";
constexpr auto unsupported = R"(400 {"code":5,"message":"Unsupported protocol version"})";

}  // namespace

TEST_SUITE("engineio/request_check") {
  TEST_CASE("code 0: a transport that is not listed") {
    EngineHarness t;
    for (const char* query :
         {"", "EIO=4", "EIO=4&transport=", "EIO=4&transport=foo", "EIO=4&transport=Polling",
          "EIO=4&transport=webtransport", "EIO=4&transport=constructor", "EIO=4&transport=__proto__",
          "EIO=4&transport=polling&transport=x"}) {
      CAPTURE(query);
      CHECK(answer(t, t.wire.get("/engine.io/?" + std::string(query))) == transport_unknown);
    }
    CHECK(answer(t, t.wire.get("/engine.io/")) == transport_unknown);
    CHECK(t.server.sessions() == 0);
  }

  TEST_CASE("of repeated query keys the last one counts") {
    EngineHarness t;
    CHECK(t.wire[t.wire.get("/engine.io/?EIO=3&EIO=4&transport=foo&transport=polling")].status() == 200);
  }

  TEST_CASE("code 0: transports switched off by the options") {
    Options options;
    SUBCASE("websocket: its upgrade is an ordinary request") {
      options.websocket = false;
      EngineHarness t(options);
      CHECK(t.wire[t.wire.websocket("/engine.io/?EIO=4&transport=websocket")].body() ==
            R"({"code":0,"message":"Transport unknown"})");
      CHECK(t.wire[t.wire.get(t.target("polling"))].status() == 200);
    }
    SUBCASE("polling") {
      options.polling = false;
      EngineHarness t(options);
      CHECK(answer(t, t.wire.get(t.target("polling"))) == transport_unknown);
      t.open_websocket();
    }
  }

  TEST_CASE("code 1: unknown sids, whatever they look like") {
    EngineHarness t;
    t.open_polling();
    for (const char* sid : {"abc", "__proto__", "%00", "AAAAAAAAAAAAAAAAAAAA"}) {
      CAPTURE(sid);
      CHECK(answer(t, t.wire.get(t.target("polling", sid))) == session_unknown);
      CHECK(answer(t, t.wire.post(t.target("polling", sid), "4x")) == session_unknown);
      CHECK(upgrade_answer(t, t.wire.websocket(t.target("websocket", sid))) == "400 Session ID unknown");
    }
  }

  TEST_CASE("an empty sid counts as none") {
    EngineHarness t;
    CHECK(t.wire[t.wire.get("/engine.io/?EIO=4&transport=polling&sid=")].status() == 200);
  }

  TEST_CASE("code 2: a handshake with anything but GET") {
    EngineHarness t;
    for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
      CAPTURE(method);
      CHECK(answer(t, t.wire.request(HttpRequest::make(method, t.target("polling")))) == bad_method);
    }
    HttpRequest upgrade = FakeWire::upgrade_request(t.target("websocket"));
    upgrade.method = "POST";
    CHECK(upgrade_answer(t, t.wire.request(upgrade)) == "400 Bad handshake method");
  }

  TEST_CASE("HEAD: the status and length of the refusal, without its body") {
    EngineHarness t;
    const auto id = t.wire.request(HttpRequest::make("HEAD", t.target("polling")));
    CHECK(t.wire[id].status() == 400);
    CHECK(t.wire[id].body().empty());
    CHECK(header_of(t.wire[id].response().headers, "content-length") == "43");
  }

  TEST_CASE("code 3: an Origin with bytes that no header may have") {
    EngineHarness t;
    for (const char* origin : {"http://a\x01", "http://a\x7f", "\n"}) {
      CHECK(answer(t, t.wire.get(t.target("polling"), {{"Origin", origin}})) == bad_request);
      CHECK(upgrade_answer(t, t.wire.websocket(t.target("websocket"), {{"Origin", origin}})) ==
            "400 Bad request");
    }
    CHECK(t.wire[t.wire.get(t.target("polling"), {{"Origin", "http://\xc3\xa9\t"}})].status() == 200);
  }

  TEST_CASE("code 3: transport=websocket without an upgrade, and an upgrade with transport=polling") {
    EngineHarness t;
    CHECK(answer(t, t.wire.get(t.target("websocket"))) == bad_request);
    CHECK(upgrade_answer(t, t.wire.websocket(t.target("polling"))) == "400 Bad request");
    const std::string sid = t.open_polling();
    CHECK(upgrade_answer(t, t.wire.websocket(t.target("polling", sid))) == "400 Bad request");
    CHECK(t.session(sid).open());
  }

  TEST_CASE("code 3: the request's transport is not the session's") {
    EngineHarness t;
    const std::string polling = t.open_polling();
    CHECK(answer(t, t.wire.get(t.target("websocket", polling))) == bad_request);
    t.open_websocket();
    const std::string websocket = t.record().sid;
    CHECK(answer(t, t.wire.get(t.target("polling", websocket))) == bad_request);
    CHECK(answer(t, t.wire.post(t.target("polling", websocket), "4x")) == bad_request);
    CHECK(t.server.sessions() == 2);
    CHECK(t.record().events == EngineHarness::Events{"open"});
  }

  TEST_CASE("code 3: the request's protocol revision is not the session's") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    CHECK(answer(t, t.wire.get("/engine.io/?EIO=3&transport=polling&sid=" + sid)) == bad_request);
    CHECK(answer(t, t.wire.post("/engine.io/?transport=polling&sid=" + sid, "4x")) == bad_request);
    CHECK(upgrade_answer(t, t.wire.websocket("/engine.io/?EIO=3&transport=websocket&sid=" + sid)) ==
          "400 Bad request");
    CHECK(t.record().events == EngineHarness::Events{"open"});
  }

  TEST_CASE("code 5: protocol revisions other than 4") {
    EngineHarness t;
    for (const char* eio : {"3", "5", "", "04", "4 "}) {
      const std::string query = "/engine.io/?EIO=" + std::string(eio);
      CAPTURE(eio);
      CHECK(answer(t, t.wire.get(query + "&transport=polling")) == unsupported);
      CHECK(upgrade_answer(t, t.wire.websocket(query + "&transport=websocket")) ==
            "400 Unsupported protocol version");
    }
    CHECK(answer(t, t.wire.get("/engine.io/?transport=polling")) == unsupported);
  }

  TEST_CASE("an upgrade request that cannot be granted") {
    EngineHarness t;
    HttpRequest request = FakeWire::upgrade_request(t.target("websocket"));
    request.upgrade = HttpRequest::Upgrade::malformed;
    CHECK(upgrade_answer(t, t.wire.request(request)) == "400 Bad request");
    request.upgrade = HttpRequest::Upgrade::websocket_bad_version;
    const auto id = t.wire.request(request);
    CHECK(upgrade_answer(t, id) == "400 Bad request");
    CHECK(header_of(t.wire[id].response().headers, "sec-websocket-version") == "13");

    const std::string sid = t.open_polling();
    HttpRequest upgrade = FakeWire::upgrade_request(t.target("websocket", sid));
    upgrade.method = "POST";
    CHECK(upgrade_answer(t, t.wire.request(upgrade)) == "400 Bad handshake method");
    upgrade.method = "GET";
    upgrade.upgrade = HttpRequest::Upgrade::malformed;
    CHECK(upgrade_answer(t, t.wire.request(upgrade)) == "400 Bad request");
  }

  TEST_CASE("upgrades switched off: the session stays on polling") {
    Options options;
    options.allow_upgrades = false;
    EngineHarness t(options);
    const std::string sid = t.open_polling();
    CHECK(upgrade_answer(t, t.wire.websocket(t.target("websocket", sid))) == "400 Bad request");
    CHECK(t.wire[t.post(sid, "4x")].body() == "ok");
    t.open_websocket();
  }

  TEST_CASE("other methods with a valid sid: 405, the session lives") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    for (const char* method : {"PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"}) {
      const auto id = t.wire.request(HttpRequest::make(method, t.target("polling", sid)));
      CHECK(t.wire[id].status() == 405);
      CHECK(t.wire[id].body().empty());
    }
    CHECK(t.session(sid).open());
  }

  TEST_CASE("the first objection wins") {
    EngineHarness t;
    CHECK(answer(t, t.wire.post("/engine.io/?EIO=9&transport=foo&sid=x", "")) == transport_unknown);
    CHECK(answer(t, t.wire.post("/engine.io/?EIO=9&transport=polling&sid=x", "")) == session_unknown);
    CHECK(answer(t, t.wire.post("/engine.io/?EIO=9&transport=websocket", "")) == bad_method);
    CHECK(answer(t, t.wire.get("/engine.io/?EIO=9&transport=websocket")) == bad_request);
  }

  TEST_CASE("the listener hears of every refusal with its kind") {
    EngineHarness t;
    std::vector<std::string> heard;
    t.server.on_connection_error([&](const engineio::ConnectionError& error) {
      heard.push_back(std::string(engineio::wire_message(error.code)) + '/' + std::string(error.name) + '/' +
                      std::string(error.request.method));
    });
    const std::string sid = t.open_polling();
    t.wire.get("/engine.io/?transport=x");
    t.wire.get(t.target("websocket"));
    t.wire.get(t.target("websocket", sid));
    t.wire.get("/engine.io/?EIO=3&transport=polling&sid=" + sid);
    t.wire.websocket(t.target("websocket", "x"));
    CHECK(heard == std::vector<std::string>{"Transport unknown//GET",
                                            "Bad request/TRANSPORT_HANDSHAKE_ERROR/GET",
                                            "Bad request/TRANSPORT_MISMATCH/GET",
                                            "Bad request/PROTOCOL_MISMATCH/GET", "Session ID unknown//GET"});
  }
}

TEST_SUITE("engineio/allow_request") {
  TEST_CASE("a refusal is 403 with the given text; for an upgrade 400 with that text") {
    Options options;
    options.allow_request = [](const HttpRequest&, const engineio::AllowRequestReply& reply) {
      reply("no entry");
    };
    EngineHarness t(options);
    CHECK(answer(t, t.wire.get(t.target("polling"))) == R"(403 {"code":4,"message":"no entry"})");
    CHECK(upgrade_answer(t, t.wire.websocket(t.target("websocket"))) == "400 no entry");
    CHECK(t.records.empty());
  }

  TEST_CASE("an empty text means the usual words") {
    Options options;
    options.allow_request = [](const HttpRequest&, const engineio::AllowRequestReply& reply) { reply(""); };
    EngineHarness t(options);
    CHECK(answer(t, t.wire.get(t.target("polling"))) == R"(403 {"code":4,"message":"Forbidden"})");
    CHECK(upgrade_answer(t, t.wire.websocket(t.target("websocket"))) == "400 Forbidden");
  }

  TEST_CASE("it is asked for handshakes only, and before the protocol revision is looked at") {
    int asked = 0;
    Options options;
    options.allow_request = [&](const HttpRequest& request, const engineio::AllowRequestReply& reply) {
      ++asked;
      CHECK(request.header("authorization") == "x");
      reply(std::nullopt);
    };
    EngineHarness t(options);
    const std::string sid = t.open_polling("", {{"Authorization", "x"}});
    t.post(sid, "4x");
    t.poll(sid);
    CHECK(asked == 1);
    CHECK(answer(t, t.wire.get("/engine.io/?EIO=3&transport=polling", {{"Authorization", "x"}})) ==
          unsupported);
    CHECK(asked == 2);
  }

  TEST_CASE("the verdict may come later, once") {
    std::vector<engineio::AllowRequestReply> replies;
    Options options;
    options.allow_request = [&](const HttpRequest&, engineio::AllowRequestReply reply) {
      replies.push_back(std::move(reply));
    };
    EngineHarness t(options);
    const auto polling = t.wire.get(t.target("polling"));
    const auto websocket = t.wire.websocket(t.target("websocket"));
    t.settle();
    CHECK(t.wire.awaiting() == 2);
    replies[0](std::nullopt);
    replies[0]("too late");
    replies[1]("no");
    CHECK(t.wire[polling].status() == 200);
    CHECK(upgrade_answer(t, websocket) == "400 no");
    CHECK(t.server.sessions() == 1);
  }

  TEST_CASE("a verdict given twice does not decide the next handshake of that connection") {
    std::vector<engineio::AllowRequestReply> replies;
    Options options;
    options.allow_request = [&](const HttpRequest&, engineio::AllowRequestReply reply) {
      replies.push_back(std::move(reply));
    };
    EngineHarness t(options);
    const auto id = t.wire.get(t.target("polling"));
    replies[0]("no");
    t.wire.request(id, HttpRequest::make("GET", t.target("polling")));
    replies[0](std::nullopt);
    CHECK(t.server.sessions() == 0);
    CHECK(t.wire[id].awaiting_answer);
    replies[1](std::nullopt);
    CHECK(t.wire[id].status() == 200);
  }

  TEST_CASE("a verdict after stop_accepting comes too late") {
    engineio::AllowRequestReply reply;
    Options options;
    options.allow_request = [&](const HttpRequest&, engineio::AllowRequestReply given) {
      reply = std::move(given);
    };
    EngineHarness t(options);
    const auto id = t.wire.get(t.target("polling"));
    t.server.stop_accepting();
    reply(std::nullopt);
    CHECK(t.wire[id].status() == 503);
  }

  TEST_CASE("a verdict for a connection that is gone, or for a server that is gone, does nothing") {
    std::vector<engineio::AllowRequestReply> replies;
    Options options;
    options.allow_request = [&](const HttpRequest&, engineio::AllowRequestReply reply) {
      replies.push_back(std::move(reply));
    };
    {
      EngineHarness t(options);
      const auto first = t.wire.get(t.target("polling"));
      t.wire.get(t.target("polling"));
      t.wire.peer_closes(first);
      replies[0](std::nullopt);
      CHECK(t.server.sessions() == 0);
    }
    replies[1](std::nullopt);
  }

  TEST_CASE("undecided handshakes count towards max_sessions") {
    Options options;
    options.max_sessions = 2;
    options.allow_request = [](const HttpRequest&, const engineio::AllowRequestReply&) {};
    EngineHarness t(options);
    t.wire.get(t.target("polling"));
    t.wire.get(t.target("polling"));
    CHECK(t.wire[t.wire.get(t.target("polling"))].status() == 503);
  }
}
