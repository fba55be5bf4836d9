#include "engineio/connection_error.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "base/log.hpp"
#include "engine_harness.hpp"

using namespace engineio;
using test::EngineHarness;
using test::FakeWire;

namespace {

/// One line per context: what a log would say.
struct Words {
  std::string operator()(const UnknownTransport& e) const { return "transport " + e.transport; }
  std::string operator()(const UnknownSession& e) const { return "sid " + e.sid; }
  std::string operator()(const BadMethod& e) const { return "method " + e.method; }
  std::string operator()(const TransportMismatch& e) const {
    return e.transport + " instead of " + e.previous_transport;
  }
  std::string operator()(const ProtocolMismatch& e) const {
    return std::to_string(e.protocol) + " instead of " + std::to_string(e.previous_protocol);
  }
  std::string operator()(const InvalidOrigin& e) const { return "origin " + e.origin; }
  std::string operator()(const RequestFailure& e) const { return "failure " + e.detail; }
  std::string operator()(const Forbidden& e) const { return "forbidden " + e.message; }
  std::string operator()(const LimitReached& e) const {
    return "limit of " + e.address + " for " + std::to_string(e.retry_after.count()) + " s";
  }
  std::string operator()(const UnsupportedProtocol& e) const { return "protocol " + e.protocol; }
};

/// "name|what the client is told|context" of the latest refusal.
class Heard {
 public:
  explicit Heard(EngineHarness& t) {
    t.server.on_connection_error([this](const ConnectionError& error) {
      text = std::string(error.name) + '|' + std::string(error.message) + '|' +
             std::visit(Words(), error.context);
    });
  }
  std::string text;
};

}  // namespace

TEST_SUITE("engineio/connection_error") {
  TEST_CASE("each refusal comes with what the request said") {
    EngineHarness t;
    const Heard heard(t);
    const std::string sid = t.open_polling();
    t.wire.get("/engine.io/?EIO=4&transport=carrier%20pigeon");
    CHECK(heard.text == "|Transport unknown|transport carrier pigeon");
    t.wire.get(t.target("polling", "nobody"));
    CHECK(heard.text == "|Session ID unknown|sid nobody");
    t.wire.request(HttpRequest::make("PUT", t.target("polling")));
    CHECK(heard.text == "|Bad handshake method|method PUT");
    t.wire.get(t.target("websocket", sid));
    CHECK(heard.text == "TRANSPORT_MISMATCH|Bad request|websocket instead of polling");
    t.wire.get("/engine.io/?EIO=3&transport=polling&sid=" + sid);
    CHECK(heard.text == "PROTOCOL_MISMATCH|Bad request|3 instead of 4");
    t.wire.get(t.target("polling"), {{"Origin", "http://\x01"}});
    CHECK(heard.text == "INVALID_ORIGIN|Bad request|origin http://\x01");
    t.wire.get(t.target("websocket"));
    CHECK(heard.text == "TRANSPORT_HANDSHAKE_ERROR|Bad request|failure ");
    t.wire.get("/engine.io/?EIO=5&transport=polling");
    CHECK(heard.text == "|Unsupported protocol version|protocol 5");
  }

  TEST_CASE("forbidden: what allow_request said, to the client and to the listener") {
    Options options;
    options.allow_request = [](const HttpRequest& request, const AllowRequestReply& reply) {
      reply(std::string(request.header("x-text")));
    };
    EngineHarness t(options);
    const Heard heard(t);
    t.wire.get(t.target("polling"), {{"X-Text", "banned"}});
    CHECK(heard.text == "|banned|forbidden banned");
    t.wire.get(t.target("polling"));
    CHECK(heard.text == "|Forbidden|forbidden Forbidden");
  }
}

TEST_SUITE("engineio/generate_id") {
  TEST_CASE("the application's id, made at once or later") {
    std::vector<GenerateIdReply> replies;
    Options options;
    options.generate_id = [&](const HttpRequest&, GenerateIdReply reply) {
      replies.push_back(std::move(reply));
    };
    EngineHarness t(options);
    const auto id = t.wire.get(t.target("polling"));
    const auto ws = t.wire.websocket(t.target("websocket"));
    CHECK(t.wire.awaiting() == 2);
    CHECK(t.server.sessions() == 0);
    replies[0]("node-1_AZaz09");
    replies[0]("twice");
    replies[1]("x");
    t.settle();
    CHECK(t.wire[id].body().starts_with(R"(0{"sid":"node-1_AZaz09",)"));
    CHECK(t.wire[ws].frames.at(0).starts_with(R"(0{"sid":"x",)"));
    CHECK(t.server.find("node-1_AZaz09") != nullptr);
    CHECK(t.server.sessions() == 2);
  }

  TEST_CASE("none, empty, too long, illegal or taken: code 3, and the listener hears why") {
    std::optional<std::string> next = "taken";
    Options options;
    options.generate_id = [&](const HttpRequest&, const GenerateIdReply& reply) { reply(next); };
    EngineHarness t(options);
    const Heard heard(t);
    t.open_polling();
    const std::pair<std::optional<std::string>, const char*> table[] = {
        {"taken", "in use already"},
        {std::nullopt, "none was made"},
        {"", "not 1 to 128 of A-Z a-z 0-9 - _"},
        {std::string(129, 'a'), "not 1 to 128 of A-Z a-z 0-9 - _"},
        {"a b", "not 1 to 128 of A-Z a-z 0-9 - _"},
        {"a;b", "not 1 to 128 of A-Z a-z 0-9 - _"},
    };
    for (const auto& [id, why] : table) {
      next = id;
      const std::string_view expected = why;  // Clang 14 captures no structured binding
      CAPTURE(expected);
      CHECK(t.wire[t.wire.get(t.target("polling"))].body() == R"({"code":3,"message":"Bad request"})");
      CHECK(heard.text == "ID_GENERATION_ERROR|Bad request|failure " + std::string(why));
      const auto ws = t.wire.websocket(t.target("websocket"));
      CHECK(t.wire[ws].body() == "Bad request");
      CHECK_FALSE(t.wire[ws].accepted);
    }
    CHECK(t.server.sessions() == 1);
  }

  TEST_CASE("an exception: code 3, and the server goes on") {
    base::log::set_level(base::log::Level::off);
    Options options;
    bool broken = true;
    options.generate_id = [&](const HttpRequest&, const GenerateIdReply& reply) {
      if (broken) throw std::runtime_error("no entropy");
      reply("fine");
    };
    EngineHarness t(options);
    CHECK(t.wire[t.wire.get(t.target("polling"))].status() == 400);
    broken = false;
    CHECK(t.open_polling() == "fine");
  }

  TEST_CASE("it is asked last: neither for what is refused nor for an unsupported protocol") {
    int asked = 0;
    Options options;
    options.allow_request = [](const HttpRequest& request, const AllowRequestReply& reply) {
      if (request.header("x-no").empty()) return reply(std::nullopt);
      reply("no");
    };
    options.generate_id = [&](const HttpRequest&, const GenerateIdReply& reply) {
      reply("id" + std::to_string(++asked));
    };
    EngineHarness t(options);
    t.wire.get(t.target("polling"), {{"X-No", "1"}});
    t.wire.get("/engine.io/?EIO=5&transport=polling");
    CHECK(asked == 0);
    t.open_polling();
    CHECK(asked == 1);
  }

  TEST_CASE("nobody answers: 503 in time; the client that left is forgotten") {
    using namespace std::chrono_literals;
    Options options;
    options.application_timeout = 2s;
    options.max_sessions = 1;
    options.generate_id = [](const HttpRequest&, const GenerateIdReply&) {};
    EngineHarness t(options);
    t.wire.peer_closes(t.wire.get(t.target("polling")));
    const auto id = t.wire.get(t.target("polling"));
    CHECK(t.wire[t.wire.get(t.target("polling"))].status() == 503);
    t.advance(2s);
    CHECK(t.wire[id].status() == 503);
    CHECK(t.time.pending() == 0);
  }
}
