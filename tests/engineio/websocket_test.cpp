#include "engineio/server.hpp"

#include <doctest/doctest.h>

#include "engine_harness.hpp"

using namespace std::chrono_literals;
using engineio::Message;
using engineio::Options;
using test::EngineHarness;
using test::Frames;
using Events = test::EngineHarness::Events;

TEST_SUITE("engineio/websocket") {
  TEST_CASE("text and binary messages keep their order and kind, both ways") {
    EngineHarness t;
    const auto ws = t.open_websocket();
    t.wire.take_frames(ws);
    t.text(ws, "4hello");
    t.binary(ws, "\x01\x02\x03");
    t.text(ws, "4");
    t.binary(ws, "");
    t.text(ws, "bAQIDBA==");
    CHECK(t.record().events == Events{"open", "message hello", "message <01 02 03>", "message ", "message <>",
                                      "message <01 02 03 04>"});
    const std::string& sid = t.record().sid;
    t.send(sid, "one");
    t.send_binary(sid, "\x04\x05");
    t.send(sid, "\xf0\x9f\x98\x80");
    CHECK(t.wire.take_frames(ws) == Frames{"4one", "<04 05>", "4\xf0\x9f\x98\x80"});
  }

  TEST_CASE("one message to many sessions is the same bytes for each of them") {
    EngineHarness t;
    t.open_websocket();
    struct Recorder final : engineio::Wire {
      std::vector<base::SharedBytes> sent;
      void respond(engineio::ConnId, engineio::HttpResponse) override {}
      void accept(engineio::ConnId, std::vector<engineio::HttpHeader>) override {}
      void send(engineio::ConnId, const engineio::Frame& frame) override { sent.push_back(frame.bytes); }
      void close(engineio::ConnId, std::uint16_t) override {}
      void abort(engineio::ConnId) override {}
      std::size_t queued_bytes(engineio::ConnId) const override { return 0; }
      void report_drained(engineio::ConnId) override {}
    } recorder;
    struct Handler final : engineio::SessionHandler {
      void on_message(const engineio::Frame&) override {}
      void on_close(engineio::CloseReason, std::string_view) override {}
    };
    std::vector<engineio::Session*> sessions;
    engineio::Server server({}, t.time, recorder, [&](engineio::Session& session) {
      sessions.push_back(&session);
      return std::make_unique<Handler>();
    });
    for (std::uint32_t slot = 0; slot < 3; ++slot) {
      server.listener().on_request({0, slot, 1},
                                   test::FakeWire::upgrade_request("/engine.io/?EIO=4&transport=websocket"));
    }
    recorder.sent.clear();
    const Message message = Message::text("to all");
    for (engineio::Session* session : sessions) session->send(message);
    REQUIRE(recorder.sent.size() == 3);
    for (const auto& bytes : recorder.sent) CHECK(same_bytes(bytes, message.packet()));
  }

  TEST_CASE("b64=1: binary leaves as base64 text") {
    EngineHarness t;
    const auto ws = t.open_websocket("&b64=1");
    t.wire.take_frames(ws);
    t.send_binary(t.record().sid, "\x01\x02\x03\x04");
    t.send(t.record().sid, "text");
    CHECK(t.wire.take_frames(ws) == Frames{"bAQIDBA==", "4text"});
  }

  TEST_CASE("undecodable text closes the session and the connection, without a status") {
    for (const char* message : {"abc", "", "7x", "bA"}) {
      EngineHarness t;
      const auto ws = t.open_websocket();
      t.text(ws, message);
      CAPTURE(message);
      CHECK(t.record().last() == "close parse error");
      CHECK(t.wire[ws].closed);
      CHECK_FALSE(t.wire[ws].aborted);
      CHECK(t.wire[ws].close_code == 0);
    }
  }

  TEST_CASE("a close packet ends the session at once") {
    EngineHarness t;
    const auto ws = t.open_websocket();
    t.text(ws, "1");
    CHECK(t.record().last() == "close transport close");
    CHECK(t.wire[ws].closed);
  }

  TEST_CASE("a ping from the client closes the session") {
    EngineHarness t;
    const auto ws = t.open_websocket();
    t.text(ws, "2");
    CHECK(t.record().last() == "close transport error: invalid heartbeat direction");
    CHECK(t.wire[ws].closed);
  }

  TEST_CASE("unsolicited open, upgrade and noop packets are ignored") {
    EngineHarness t;
    const auto ws = t.open_websocket();
    for (const char* packet : {"0", "5", "6", "3"}) t.text(ws, packet);
    t.text(ws, "4alive");
    CHECK(t.record().events == Events{"open", "message alive"});
  }

  TEST_CASE("the peer goes away: transport close; with an I/O error: transport error") {
    EngineHarness t;
    t.wire.peer_closes(t.open_websocket());
    CHECK(t.record().last() == "close transport close");
    const auto reset = std::make_error_code(std::errc::connection_reset);
    t.wire.peer_closes(t.open_websocket(), reset);
    CHECK(t.record().last() == "close transport error: " + reset.message());
    CHECK(t.server.sessions() == 0);
  }

  TEST_CASE("volatile messages are dropped while the queue is not empty; on_drain when it is again") {
    EngineHarness t;
    const auto ws = t.open_websocket();
    const std::string sid = t.record().sid;
    t.wire.take_frames(ws);
    engineio::SendFlags flags;
    flags.volatile_ = true;
    t.send(sid, "a", flags);
    t.wire.stall(ws);
    t.send(sid, "b");
    CHECK_FALSE(t.session(sid).writable());
    CHECK(t.session(sid).buffered_bytes() == 2);
    t.send(sid, "lost", flags);
    t.wire.drain(ws);
    CHECK(t.session(sid).writable());
    t.send(sid, "c", flags);
    CHECK(t.wire.take_frames(ws) == Frames{"4a", "4b", "4c"});
    CHECK(t.record().events == Events{"open", "drain"});
  }

  TEST_CASE("a client that does not read is dropped above max_buffered_bytes, later in the turn") {
    Options options;
    options.max_buffered_bytes = 1000;
    EngineHarness t(options);
    const auto ws = t.open_websocket();
    const std::string sid = t.record().sid;
    t.wire.stall(ws);
    t.send(sid, std::string(999, 'x'));
    CHECK(t.session(sid).open());
    t.session(sid).send(Message::text("y"));
    t.session(sid).send(Message::text("not taken any more"));
    CHECK(t.record().events == Events{"open"});
    t.settle();
    CHECK(t.record().last() == "close transport error: too much buffered");
    CHECK(t.wire[ws].aborted);
    CHECK(t.wire[ws].frames.back() == "4y");
  }

  TEST_CASE("a handler that ends its session from on_message stays alive until the turn ends") {
    EngineHarness t;
    t.on_message = [&](engineio::Session& session, const engineio::Frame&) {
      session.discard();
      session.discard();
      session.close();
      session.send(Message::text("void"));
      CHECK(t.record().handler_alive);
      CHECK_FALSE(session.open());
      CHECK_FALSE(session.writable());
    };
    const auto ws = t.open_websocket();
    t.wire.text(ws, "4x");
    CHECK(t.record().handler_alive);
    t.settle();
    CHECK_FALSE(t.record().handler_alive);
    CHECK(t.record().events == Events{"open", "message x", "close forced close"});
    CHECK(t.wire[ws].frames.size() == 1);
  }

  TEST_CASE("two sessions that end each other") {
    EngineHarness t;
    t.open_websocket();
    const std::string first = t.record().sid;
    const auto ws = t.open_websocket();
    const std::string second = t.record().sid;
    t.on_message = [&](engineio::Session&, const engineio::Frame&) { t.session(first).discard(); };
    t.on_close = [&](engineio::Session&) {
      if (auto* other = t.server.find(second)) other->discard();
    };
    t.text(ws, "4go");
    CHECK(t.records[0].last() == "close forced close");
    CHECK(t.records[1].last() == "close forced close");
    CHECK(t.server.sessions() == 0);
  }

  TEST_CASE("a session that is sent to and ended while another one is dropped at the end of the turn") {
    Options options;
    options.max_buffered_bytes = 100;
    EngineHarness t(options);
    const std::string other = t.open_polling();
    const auto poll = t.poll(other);
    const auto ws = t.open_websocket();
    const std::string slow = t.record().sid;
    t.on_close = [&](engineio::Session& session) {
      if (session.id() != slow) return;
      t.session(other).send(Message::text("x"));
      t.session(other).discard();
    };
    t.wire.stall(ws);
    t.send(slow, std::string(200, 'x'));
    CHECK(t.wire[poll].body() == "1");
    CHECK(t.server.sessions() == 0);
    CHECK_FALSE(t.records[0].handler_alive);
    CHECK_FALSE(t.records[1].handler_alive);
  }

  TEST_CASE("last_seen moves with each packet") {
    EngineHarness t;
    const auto ws = t.open_websocket();
    const auto start = t.time.now();
    t.advance(5s);
    t.text(ws, "4x");
    CHECK(t.session(t.record().sid).last_seen() == start + 5s);
    t.advance(5s);
    t.text(ws, "3");
    CHECK(t.session(t.record().sid).last_seen() == start + 10s);
  }

  TEST_CASE("a message to a session that is then ended in the same turn") {
    EngineHarness t;
    const std::string polling = t.open_polling();
    const auto poll = t.poll(polling);
    const auto ws = t.open_websocket();
    t.on_message = [&](engineio::Session&, const engineio::Frame&) {
      t.session(polling).send(Message::text("never seen"));
      t.session(polling).discard();
    };
    t.text(ws, "4go");
    CHECK(t.wire[poll].body() == "1");
  }
}
