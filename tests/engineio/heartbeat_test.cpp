#include "engineio/server.hpp"

#include <doctest/doctest.h>

#include "engine_harness.hpp"

using namespace std::chrono_literals;
using engineio::Options;
using test::EngineHarness;
using test::Frames;
using Events = test::EngineHarness::Events;

namespace {

/// Pings after 300 ms, waits 200 ms for the pong.
Options fast() {
  Options options;
  options.ping_interval = 300ms;
  options.ping_timeout = 200ms;
  return options;
}

}  // namespace

TEST_SUITE("engineio/heartbeat") {
  TEST_CASE("[EIO Heartbeat] websocket: a ping one interval after the open packet and after each pong") {
    EngineHarness t(fast());
    const auto ws = t.open_websocket();
    t.wire.take_frames(ws);
    t.advance(299ms);
    CHECK(t.wire.take_frames(ws).empty());
    t.advance(1ms);
    CHECK(t.wire.take_frames(ws) == Frames{"2"});
    t.advance(150ms);
    t.text(ws, "3");
    t.advance(299ms);
    CHECK(t.wire.take_frames(ws).empty());
    t.advance(1ms);
    CHECK(t.wire.take_frames(ws) == Frames{"2"});
  }

  TEST_CASE("[EIO Heartbeat] polling: the ping takes the waiting GET") {
    EngineHarness t(fast());
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    t.advance(300ms);
    CHECK(t.wire[poll].body() == "2");
    CHECK(t.wire[t.post(sid, "3")].body() == "ok");
    t.advance(300ms);
    CHECK(t.wire[t.poll(sid)].body() == "2");
  }

  TEST_CASE("no pong: ping timeout; the connection gets a close frame without status") {
    EngineHarness t(fast());
    const auto ws = t.open_websocket();
    t.advance(499ms);
    CHECK(t.record().events == Events{"open"});
    t.advance(1ms);
    CHECK(t.record().last() == "close ping timeout");
    CHECK(t.wire[ws].closed);
    CHECK_FALSE(t.wire[ws].aborted);
    CHECK(t.wire[ws].close_code == 0);
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("no pong on polling: a waiting GET gets 1, and the sid is unknown") {
    EngineHarness t(fast());
    const std::string sid = t.open_polling();
    t.poll(sid);
    t.advance(300ms);
    const auto poll = t.poll(sid);
    t.advance(200ms);
    CHECK(t.wire[poll].body() == "1");
    CHECK(t.record().last() == "close ping timeout");
    CHECK(t.wire[t.poll(sid)].body() == R"({"code":1,"message":"Session ID unknown"})");
  }

  TEST_CASE("a polling client that never comes back is forgotten") {
    EngineHarness t(fast());
    t.open_polling();
    t.advance(500ms);
    CHECK(t.record().last() == "close ping timeout");
    CHECK(t.server.sessions() == 0);
    CHECK_FALSE(t.record().handler_alive);
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("a client that answers each ping is never closed (1 h)") {
    EngineHarness t;
    const auto ws = t.open_websocket();
    t.wire.take_frames(ws);
    int pings = 0;
    for (int second = 0; second < 3600; ++second) {
      t.advance(1s);
      for (const auto& frame : t.wire.take_frames(ws)) {
        CHECK(frame == "2");
        ++pings;
        t.text(ws, "3");
      }
    }
    CHECK(pings == 144);
    CHECK(t.record().events == Events{"open"});
    CHECK(t.time.pending() == 1);
  }

  TEST_CASE("other traffic restarts a running deadline, once per ping") {
    EngineHarness t(fast());
    const auto ws = t.open_websocket();
    t.advance(300ms);
    t.advance(150ms);
    t.text(ws, "4busy");
    t.advance(150ms);
    t.text(ws, "4still busy");
    CHECK(t.session(t.record().sid).open());
    t.advance(49ms);
    CHECK(t.session(t.record().sid).open());
    t.advance(1ms);
    CHECK(t.record().last() == "close ping timeout");
  }

  TEST_CASE("the deadline can be restarted again after the next ping") {
    EngineHarness t(fast());
    const auto ws = t.open_websocket();
    for (int round = 0; round < 3; ++round) {
      t.advance(300ms);
      t.advance(190ms);
      t.text(ws, "4busy");
      t.advance(190ms);
      t.text(ws, "3");
    }
    CHECK(t.session(t.record().sid).open());
  }

  TEST_CASE("traffic before a ping is due does not move it") {
    EngineHarness t(fast());
    const auto ws = t.open_websocket();
    t.advance(299ms);
    t.text(ws, "4x");
    t.wire.take_frames(ws);
    t.advance(1ms);
    CHECK(t.wire.take_frames(ws) == Frames{"2"});
  }

  TEST_CASE("an unsolicited pong restarts the interval") {
    EngineHarness t(fast());
    const auto ws = t.open_websocket();
    t.wire.take_frames(ws);
    t.advance(200ms);
    t.text(ws, "3");
    t.advance(299ms);
    CHECK(t.wire.take_frames(ws).empty());
    t.advance(1ms);
    CHECK(t.wire.take_frames(ws) == Frames{"2"});
  }

  TEST_CASE("the rules go on after an upgrade: pings on the WebSocket, and the timeout") {
    EngineHarness t(fast());
    const std::string sid = t.open_polling();
    t.advance(200ms);
    const auto ws = t.upgrade_completely(sid);
    t.advance(99ms);
    CHECK(t.wire.take_frames(ws).empty());
    t.advance(1ms);
    CHECK(t.wire.take_frames(ws) == Frames{"2"});
    t.advance(200ms);
    CHECK(t.record().last() == "close ping timeout");
    CHECK(t.wire[ws].closed);
  }

  TEST_CASE("a ping that left before the upgrade is repeated on the WebSocket and still times out") {
    EngineHarness t(fast());
    const std::string sid = t.open_polling();
    t.poll(sid);
    t.advance(300ms);
    const auto ws = t.upgrade(sid);
    t.text(ws, "2probe");
    t.text(ws, "5");
    CHECK(t.wire.take_frames(ws) == Frames{"3probe", "2"});
    SUBCASE("answered") {
      t.text(ws, "3");
      t.text(ws, "3");
      t.advance(299ms);
      CHECK(t.wire.take_frames(ws).empty());
      t.advance(1ms);
      CHECK(t.wire.take_frames(ws) == Frames{"2"});
    }
    SUBCASE("unanswered") {
      t.advance(200ms);
      CHECK(t.record().last() == "close ping timeout");
    }
  }

  TEST_CASE("a ping that was still queued at the upgrade leaves once") {
    EngineHarness t(fast());
    const std::string sid = t.open_polling();
    t.advance(300ms);
    const auto ws = t.upgrade(sid);
    t.text(ws, "2probe");
    t.text(ws, "5");
    CHECK(t.wire.take_frames(ws) == Frames{"3probe", "2"});
    t.advance(200ms);
    CHECK(t.record().last() == "close ping timeout");
  }
}
