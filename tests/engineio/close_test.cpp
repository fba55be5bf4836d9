#include "engineio/server.hpp"

#include <doctest/doctest.h>

#include "engine_harness.hpp"

using namespace std::chrono_literals;
using engineio::Message;
using test::EngineHarness;
using test::Frames;
using Events = test::EngineHarness::Events;

TEST_SUITE("engineio/close") {
  TEST_CASE("polling, a poll waits: it gets 1") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    t.session(sid).close();
    t.settle();
    CHECK(t.wire[poll].body() == "1");
    CHECK(t.record().last() == "close forced close");
    CHECK(t.server.sessions() == 0);
    CHECK(t.time.pending() == 0);
  }

  // The JavaScript client handles a close packet before the messages of the same payload.
  TEST_CASE("polling, a poll waits and something was queued in this turn: that first, the close next time") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    t.session(sid).send(Message::text("bye"));
    t.session(sid).close();
    t.settle();
    CHECK(t.wire[poll].body() == "4bye");
    CHECK(t.server.sessions() == 1);
    CHECK(t.wire[t.poll(sid)].body() ==
          "6\x1e"
          "1");
    CHECK(t.record().last() == "close forced close");
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("polling, no poll: the next one gets a noop and the close packet") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    t.session(sid).close();
    t.settle();
    CHECK(t.record().events == Events{"open"});
    CHECK_FALSE(t.session(sid).open());
    CHECK_FALSE(t.session(sid).writable());
    t.advance(29'999ms);
    CHECK(t.wire[t.poll(sid)].body() ==
          "6\x1e"
          "1");
    CHECK(t.record().last() == "close forced close");
    CHECK(t.wire[t.poll(sid)].body() == R"({"code":1,"message":"Session ID unknown"})");
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("polling, no poll and data queued: the next one gets the data, the one after it the close") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    t.send(sid, "bye");
    t.session(sid).close();
    CHECK(t.wire[t.poll(sid)].body() == "4bye");
    CHECK(t.wire[t.poll(sid)].body() ==
          "6\x1e"
          "1");
    CHECK(t.record().last() == "close forced close");
  }

  TEST_CASE("polling, nobody fetches the close packet: dropped after 30 s, without pings meanwhile") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    t.session(sid).close();
    t.advance(29'999ms);
    CHECK(t.server.sessions() == 1);
    t.advance(1ms);
    CHECK(t.record().events == Events{"open", "close forced close"});
    CHECK(t.server.sessions() == 0);
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("while closing: POSTs are answered ok, their messages dropped; sends do nothing") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    t.session(sid).close();
    t.session(sid).close();
    CHECK(t.wire[t.post(sid, "4late")].body() == "ok");
    t.send(sid, "void");
    CHECK(t.wire[t.poll(sid)].body() ==
          "6\x1e"
          "1");
    CHECK(t.record().events == Events{"open", "close forced close"});
  }

  TEST_CASE("while closing: pongs and other packets do not wake the heartbeat") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    t.advance(25s);
    CHECK(t.wire[t.poll(sid)].body() == "2");
    t.session(sid).close();
    t.post(sid, "4x");
    t.post(sid, "3");
    t.advance(29s);
    CHECK(t.record().events == Events{"open"});
    CHECK(t.wire[t.poll(sid)].body() ==
          "6\x1e"
          "1");
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("while closing: a pong does not lead to another ping") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    t.session(sid).close();
    t.post(sid, "3");
    t.advance(26s);
    CHECK(t.wire[t.poll(sid)].body() ==
          "6\x1e"
          "1");
  }

  TEST_CASE("while closing: a close packet from the client ends it") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    t.session(sid).close();
    CHECK(t.wire[t.post(sid, "1")].body() == "ok");
    CHECK(t.record().last() == "close forced close");
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("websocket: everything sent before leaves, then a close frame without status") {
    EngineHarness t;
    const auto ws = t.open_websocket();
    t.wire.take_frames(ws);
    t.session(t.record().sid).send(Message::text("bye"));
    t.session(t.record().sid).close();
    CHECK(t.wire.take_frames(ws) == Frames{"4bye"});
    CHECK(t.wire[ws].closed);
    CHECK_FALSE(t.wire[ws].aborted);
    CHECK(t.wire[ws].close_code == 0);
    CHECK(t.record().last() == "close forced close");
    t.settle();
    CHECK(t.record().events.size() == 2);
  }

  TEST_CASE("discard: the poll gets 1, what was queued in this turn is dropped, the POST is cut off") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    const auto post = t.start_post(sid);
    t.session(sid).send(Message::text("dropped"));
    t.session(sid).discard(engineio::CloseReason::transport_error);
    CHECK(t.wire[poll].body() == "1");
    CHECK(t.wire[post].aborted);
    CHECK(t.record().last() == "close transport error");
    t.settle();
    CHECK(t.server.sessions() == 0);
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("discard without a poll: the sid is unknown at once") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    t.session(sid).discard();
    CHECK(t.server.find(sid) == nullptr);
    CHECK(t.wire[t.poll(sid)].body() == R"({"code":1,"message":"Session ID unknown"})");
  }

  TEST_CASE("Server::close discards every session, polls get 1, requests are still answered") {
    EngineHarness t;
    const auto poll = t.poll(t.open_polling());
    t.open_polling();
    const auto ws = t.open_websocket();
    t.server.close();
    t.settle();
    CHECK(t.wire[poll].body() == "1");
    CHECK(t.wire[ws].closed);
    for (const auto& record : t.records) CHECK(record.last() == "close forced close");
    CHECK(t.server.sessions() == 0);
    CHECK(t.time.pending() == 0);
    t.open_polling();
  }

  TEST_CASE("Server::close while handlers discard other sessions") {
    EngineHarness t;
    for (int i = 0; i < 5; ++i) t.open_websocket();
    t.on_close = [&](engineio::Session&) {
      for (const auto& record : t.records) {
        if (auto* other = t.server.find(record.sid)) other->discard();
      }
    };
    t.server.close();
    t.settle();
    for (const auto& record : t.records) CHECK(record.events == Events{"open", "close forced close"});
  }

  TEST_CASE("a server may be destroyed with sessions, polls and upgrades open") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    t.poll(sid);
    t.upgrade(sid);
    t.open_websocket();
    t.session(sid).send(Message::text("queued"));
  }
}
