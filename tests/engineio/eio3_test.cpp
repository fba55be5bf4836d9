// Sessions of protocol 3: what differs from those of protocol 4, on every transport.
#include <doctest/doctest.h>

#include "engine_harness.hpp"
#include "engineio/server.hpp"

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using engineio::Message;
using engineio::Options;
using engineio::Protocol;
using test::EngineHarness;
using test::Frames;
using test::header_of;
using test::Headers;
using Events = test::EngineHarness::Events;

namespace {

/// Clients of protocol 3 are served, and play here.
struct Eio3Harness : EngineHarness {
  explicit Eio3Harness(Options options = {}) : EngineHarness(allow(std::move(options))) { eio = "3"; }
  static Options allow(Options options) {
    options.allow_eio3 = true;
    return options;
  }
};

/// The client must ping within 500 ms.
Options fast() {
  Options options;
  options.ping_interval = 300ms;
  options.ping_timeout = 200ms;
  return options;
}

const Headers octets{{"Content-Type", "application/octet-stream"}};

constexpr auto bad_request = R"({"code":3,"message":"Bad request"})";
constexpr auto unsupported = R"({"code":5,"message":"Unsupported protocol version"})";

}  // namespace

TEST_SUITE("engineio/eio3") {
  TEST_CASE("off by default: code 5, over HTTP and before the 101") {
    EngineHarness t;
    t.eio = "3";
    CHECK(t.wire[t.wire.get(t.target("polling"))].body() == unsupported);
    const auto ws = t.wire.websocket(t.target("websocket"));
    CHECK_FALSE(t.wire[ws].accepted);
    CHECK(t.wire[ws].status() == 400);
    CHECK(t.wire[ws].body() == "Unsupported protocol version");
    CHECK(t.server.sessions() == 0);
  }

  TEST_CASE("anything but EIO=4 is protocol 3") {
    for (const char* query : {"EIO=3&", "EIO=5&", "EIO=&", ""}) {
      CAPTURE(query);
      Eio3Harness t;
      const auto id = t.wire.get("/engine.io/?" + std::string(query) + "transport=polling");
      t.settle();
      CHECK(t.wire[id].body().starts_with("118:0{"));
      CHECK(t.session(t.record().sid).protocol() == Protocol::v3);
    }
  }

  TEST_CASE("handshake: the open packet has its length in front, and the keys of protocol 4") {
    Eio3Harness t;
    t.open_polling();
    const auto& response = t.wire[t.handshake_connection].response();
    CHECK(t.masked(t.wire[t.handshake_connection].body()) ==
          R"(118:0{"sid":"SID","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,)"
          R"("maxPayload":1000000})");
    CHECK(header_of(response.headers, "content-type") == "text/plain; charset=UTF-8");
    const auto ws = t.open_websocket();
    CHECK(t.masked(t.wire.take_frames(ws).front()) ==
          R"(0{"sid":"SID","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000})");
  }

  TEST_CASE("handshake: an initial packet follows in the same payload") {
    Options options;
    options.initial_packet = "\xe2\x82\xac";
    Eio3Harness t(options);
    t.open_polling();
    CHECK(t.wire[t.handshake_connection].body().ends_with("}2:4\xe2\x82\xac"));
  }

  TEST_CASE("both protocols side by side; a request of the wrong one is code 3, and harms nothing") {
    Eio3Harness t;
    const std::string old_sid = t.open_polling();
    t.eio = "4";
    const std::string new_sid = t.open_polling();
    CHECK(t.session(old_sid).protocol() == Protocol::v3);
    CHECK(t.session(new_sid).protocol() == Protocol::v4);
    const auto refused = [&](std::string_view sid) {
      CHECK(t.wire[t.poll(sid)].body() == bad_request);
      CHECK(t.wire[t.post(sid, "4x")].body() == bad_request);
      CHECK(t.wire[t.upgrade(sid)].body() == "Bad request");
    };
    refused(old_sid);
    CHECK(t.wire[t.post(new_sid, "4new")].body() == "ok");
    CHECK(t.record().last() == "message new");
    t.eio = "3";
    refused(new_sid);
    CHECK(t.wire[t.post(old_sid, "4:4old")].body() == "ok");
    CHECK(t.records.front().last() == "message old");
  }

  TEST_CASE("polling: packets of one turn leave in one payload; lengths count UTF-16") {
    Eio3Harness t;
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    t.session(sid).send(Message::text("a"));
    t.session(sid).send(Message::text("\xf0\x9f\x98\x80"));
    t.settle();
    CHECK(t.wire[poll].body() == "2:4a3:4\xf0\x9f\x98\x80");
  }

  TEST_CASE("polling: one binary packet makes the payload binary") {
    Eio3Harness t;
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    t.session(sid).send(Message::text("\xe2\x82\xac"));
    t.send_binary(sid, "\x01\x02\x03");
    CHECK(t.wire[poll].body() == "\x00\x04\xff\x34\xe2\x82\xac\x01\x04\xff\x04\x01\x02\x03"sv);
    CHECK(header_of(t.wire[poll].response().headers, "content-type") == "application/octet-stream");
    const auto next = t.poll(sid);
    t.send(sid, "a");
    CHECK(t.wire[next].body() == "2:4a");
    CHECK(header_of(t.wire[next].response().headers, "content-type") == "text/plain; charset=UTF-8");
  }

  TEST_CASE("polling, b64 at the handshake: binary packets are base64 in a text payload") {
    Eio3Harness t;
    const std::string sid = t.open_polling("&b64=1");
    const auto poll = t.poll(sid);
    t.session(sid).send(Message::text("a"));
    t.send_binary(sid, "\x01\x02\x03\x04");
    CHECK(t.wire[poll].body() == "2:4a10:b4AQIDBA==");
    CHECK(header_of(t.wire[poll].response().headers, "content-type") == "text/plain; charset=UTF-8");
  }

  TEST_CASE("POST: text and binary payloads") {
    Eio3Harness t;
    const std::string sid = t.open_polling();
    CHECK(t.wire[t.post(sid,
                        "3:4\xf0\x9f\x98\x80"
                        "10:b4AQIDBA==0:1:4")]
              .body() == "ok");
    CHECK(t.record().events ==
          Events{"open", "message \xf0\x9f\x98\x80", "message <01 02 03 04>", "message "});
    CHECK(t.wire[t.post(sid, "\x00\x04\xff\x34\xe2\x82\xac\x01\x03\xff\x04\xff\x00"sv, octets)].body() ==
          "ok");
    CHECK(t.record().events[4] == "message \xe2\x82\xac");
    CHECK(t.record().events[5] == "message <ff 00>");
  }

  TEST_CASE("POST: malformed payloads end the session; the answer is ok all the same") {
    for (const char* body : {"", "abc", "4a", "9:4a", "x:4", "1:7", ":4", "2:4a7"}) {
      CAPTURE(body);
      Eio3Harness t;
      const std::string sid = t.open_polling();
      const auto poll = t.poll(sid);
      const auto post = t.post(sid, body);
      CHECK(t.wire[post].status() == 200);
      CHECK(t.wire[post].body() == "ok");
      CHECK(t.wire[poll].body() == "1:1");
      CHECK(t.record().last() == "close parse error");
    }
    Eio3Harness t;
    t.post(t.open_polling(), "2:4a1:x2:4b");
    CHECK(t.record().events == Events{"open", "message a", "close parse error"});
  }

  TEST_CASE("POST: max_packets_per_payload counts here, too") {
    Options options;
    options.max_packets_per_payload = 2;
    Eio3Harness t(options);
    t.post(t.open_polling(), "2:4a2:4b2:4c");
    CHECK(t.record().events == Events{"open", "message a", "message b", "close parse error"});
  }

  TEST_CASE("a close packet: the waiting poll gets a noop") {
    Eio3Harness t;
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    CHECK(t.wire[t.post(sid, "1:12:4x")].body() == "ok");
    CHECK(t.wire[poll].body() == "1:6");
    CHECK(t.record().events == Events{"open", "drain", "close transport close"});
  }

  TEST_CASE("close() without a poll: the next one gets noop and close") {
    Eio3Harness t;
    const std::string sid = t.open_polling();
    t.session(sid).close();
    CHECK(t.wire[t.poll(sid)].body() == "1:61:1");
    CHECK(t.record().last() == "close forced close");
  }

  TEST_CASE("WebSocket: binary messages have their type in front") {
    Eio3Harness t;
    const auto ws = t.open_websocket();
    t.wire.take_frames(ws);
    t.binary(ws, "\x04\x01\x02");
    t.text(ws, "b4AQI=");
    t.text(ws, "4text");
    CHECK(t.record().events == Events{"open", "message <01 02>", "message <01 02>", "message text"});
    t.send_binary(t.record().sid, "\x01\x02");
    t.send(t.record().sid, "text");
    CHECK(t.wire.take_frames(ws) == Frames{"<04 01 02>", "4text"});
  }

  TEST_CASE("WebSocket, b64: binary messages are text") {
    Eio3Harness t;
    const auto ws = t.open_websocket("&b64=1");
    t.wire.take_frames(ws);
    t.send_binary(t.record().sid, "\x01\x02");
    CHECK(t.wire.take_frames(ws) == Frames{"b4AQI="});
  }

  TEST_CASE("WebSocket: what is no packet ends the session with a close frame") {
    for (const auto& [bytes, binary] :
         {std::pair{""sv, true}, {"\x01\x02"sv, true}, {"x"sv, false}, {""sv, false}, {"bAQI="sv, false}}) {
      const std::string_view sent = bytes;  // Clang 14 captures no structured binding
      CAPTURE(sent);
      Eio3Harness t;
      const auto ws = t.open_websocket();
      binary ? t.binary(ws, bytes) : t.text(ws, bytes);
      CHECK(t.record().last() == "close parse error");
      CHECK(t.wire[ws].closed);
    }
  }

  TEST_CASE("one message for sessions of both protocols: each gets its own form") {
    Eio3Harness t;
    const auto old_ws = t.open_websocket();
    const std::string old_sid = t.record().sid;
    t.eio = "4";
    const auto new_ws = t.open_websocket();
    t.wire.take_frames(old_ws);
    t.wire.take_frames(new_ws);
    const auto binary = Message::binary(base::SharedBytes::copy("\x01"));
    for (const std::string& sid : {old_sid, t.record().sid}) {
      t.session(sid).send(Message::text("a"));
      t.session(sid).send(binary);
    }
    CHECK(t.wire.take_frames(old_ws) == Frames{"4a", "<04 01>"});
    CHECK(t.wire.take_frames(new_ws) == Frames{"4a", "<01>"});
  }

  TEST_CASE("heartbeat: each ping is answered; the server sends none") {
    Eio3Harness t(fast());
    const auto ws = t.open_websocket();
    t.wire.take_frames(ws);
    for (int round = 0; round < 5; ++round) {
      t.advance(499ms);
      CHECK(t.wire.take_frames(ws).empty());
      t.text(ws, "2");
      CHECK(t.wire.take_frames(ws) == Frames{"3"});
    }
    CHECK(t.record().events == Events{"open"});
  }

  TEST_CASE("heartbeat on polling: the pong takes the waiting poll") {
    Eio3Harness t(fast());
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    t.advance(499ms);
    t.post(sid, "1:2");
    CHECK(t.wire[poll].body() == "1:3");
    t.advance(499ms);
    CHECK(t.session(sid).open());
  }

  TEST_CASE("no ping within ping_interval + ping_timeout: ping timeout, whatever else came") {
    Eio3Harness t(fast());
    SUBCASE("WebSocket") {
      const auto ws = t.open_websocket();
      t.advance(250ms);
      t.text(ws, "4busy");
      t.advance(249ms);
      CHECK(t.session(t.record().sid).open());
      t.advance(1ms);
      CHECK(t.wire[ws].closed);
      CHECK(t.wire[ws].close_code == 0);
    }
    SUBCASE("polling") {
      const auto poll = t.poll(t.open_polling());
      t.advance(499ms);
      CHECK_FALSE(t.wire[poll].answered());
      t.advance(1ms);
      CHECK(t.wire[poll].body() == "1:1");
    }
    CHECK(t.record().last() == "close ping timeout");
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("heartbeat: a probe in an open session is answered without its data") {
    Eio3Harness t;
    const auto ws = t.open_websocket();
    t.wire.take_frames(ws);
    t.text(ws, "2probe");
    CHECK(t.wire.take_frames(ws) == Frames{"3"});
  }

  TEST_CASE("a pong from the client breaks the protocol") {
    Eio3Harness t;
    SUBCASE("WebSocket") {
      const auto ws = t.open_websocket();
      t.text(ws, "3");
      CHECK(t.wire[ws].closed);
    }
    SUBCASE("polling: the answer is ok all the same; packets behind it are void") {
      CHECK(t.wire[t.post(t.open_polling(), "1:32:4x")].body() == "ok");
    }
    CHECK(t.record().events.size() == 2);
    CHECK(t.record().last() == "close transport error: invalid heartbeat direction");
  }

  TEST_CASE("upgrade: probe, noop for the poll, 5; what was queued follows in the form of the WebSocket") {
    Eio3Harness t;
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    const auto ws = t.upgrade(sid);
    t.text(ws, "2probe");
    CHECK(t.wire.take_frames(ws) == Frames{"3probe"});
    CHECK(t.wire[poll].body() == "1:6");
    t.send(sid, "a");
    t.send_binary(sid, "\x01");
    t.text(ws, "5");
    CHECK(t.wire.take_frames(ws) == Frames{"4a", "<04 01>"});
    CHECK(t.record().events == Events{"open", "drain", "upgrade"});
    CHECK(t.wire[t.poll(sid)].body() == bad_request);
  }

  TEST_CASE("upgrade, b64 in its request: binary is text from then on") {
    Eio3Harness t;
    const std::string sid = t.open_polling("&b64=1");
    const auto ws = t.upgrade(sid, "&b64=1");
    t.text(ws, "5");
    t.send_binary(sid, "\x01\x02");
    CHECK(t.wire.take_frames(ws) == Frames{"b4AQI="});
  }

  TEST_CASE("after an upgrade a silent client is still given up, and a pinging one is not") {
    Eio3Harness t(fast());
    const std::string sid = t.open_polling();
    t.advance(300ms);
    const auto ws = t.upgrade_completely(sid);
    SUBCASE("silent: counted from the handshake") {
      t.advance(199ms);
      CHECK(t.session(sid).open());
      t.advance(1ms);
      CHECK(t.record().last() == "close ping timeout");
      CHECK(t.wire[ws].closed);
    }
    SUBCASE("pinging") {
      for (int round = 0; round < 5; ++round) {
        t.text(ws, "2");
        CHECK(t.wire.take_frames(ws) == Frames{"3"});
        t.advance(300ms);
      }
      CHECK(t.session(sid).open());
    }
  }

  TEST_CASE("a pong that waited for a poll leaves on the WebSocket after the upgrade") {
    Eio3Harness t;
    const std::string sid = t.open_polling();
    t.post(sid, "1:2");
    const auto ws = t.upgrade(sid);
    t.text(ws, "5");
    CHECK(t.wire.take_frames(ws) == Frames{"3"});
  }

  TEST_CASE("after close() a ping is not answered") {
    Eio3Harness t;
    const std::string sid = t.open_polling();
    t.session(sid).close();
    t.post(sid, "1:2");
    CHECK(t.wire[t.poll(sid)].body() == "1:61:1");
    CHECK(t.time.pending() == 0);
  }
}
