#include <doctest/doctest.h>

#include "engine_harness.hpp"

using engineio::Message;
using engineio::Options;
using test::EngineHarness;
using test::Frames;
using Events = EngineHarness::Events;

namespace {

constexpr engineio::SendFlags volatile_flag{.volatile_ = true};

Options with_mark(std::size_t bytes) {
  Options options;
  options.high_water_mark = bytes;
  options.max_buffered_bytes = 1000;
  return options;
}

}  // namespace

TEST_SUITE("engineio/backpressure") {
  TEST_CASE("mark 0, polling: writable while a poll waits with nothing to answer, in the reference's way") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    CHECK_FALSE(t.session(sid).writable());
    t.poll(sid);
    CHECK(t.session(sid).writable());
    CHECK(t.session(sid).send(Message::text("a"), volatile_flag));
    CHECK_FALSE(t.session(sid).writable());
    CHECK_FALSE(t.session(sid).send(Message::text("lost"), volatile_flag));
    CHECK(t.session(sid).buffered_bytes() == 2);
    t.settle();
    CHECK(t.session(sid).buffered_bytes() == 0);
    CHECK_FALSE(t.session(sid).writable());
    t.poll(sid);
    CHECK(t.record().events == Events{"open", "drain", "drain"});
  }

  TEST_CASE("mark 0, WebSocket: asked while not writable, on_drain follows") {
    EngineHarness t;
    const auto ws = t.open_websocket();
    const std::string sid = t.record().sid;
    t.wire.stall(ws);
    t.send(sid, "abc");
    CHECK(t.session(sid).buffered_bytes() == 4);
    CHECK_FALSE(t.session(sid).writable());
    CHECK_FALSE(t.session(sid).writable());
    t.settle();
    CHECK(t.record().events == Events{"open"});
    t.wire.drain(ws);
    t.settle();
    CHECK(t.session(sid).writable());
    CHECK(t.record().events == Events{"open", "drain"});
  }

  TEST_CASE("WebSocket, a mark: volatile messages pass below it, on_high_water once, on_drain at the end") {
    EngineHarness t(with_mark(10));
    const auto ws = t.open_websocket();
    const std::string sid = t.record().sid;
    t.wire.take_frames(ws);
    t.wire.stall(ws);
    t.send(sid, "12345", volatile_flag);
    CHECK(t.session(sid).writable());
    CHECK(t.record().events == Events{"open"});
    t.send(sid, "890", volatile_flag);
    CHECK(t.session(sid).buffered_bytes() == 10);
    CHECK_FALSE(t.session(sid).writable());
    CHECK(t.record().events == Events{"open", "high water"});
    t.send(sid, "lost", volatile_flag);
    t.send(sid, "kept");
    CHECK(t.record().events == Events{"open", "high water"});
    t.wire.drain(ws);
    t.settle();
    CHECK(t.record().events == Events{"open", "high water", "drain"});
    CHECK(t.wire.take_frames(ws) == Frames{"412345", "4890", "4kept"});
    t.wire.stall(ws);
    t.send(sid, std::string(20, 'x'));
    CHECK(t.record().last() == "high water");
  }

  TEST_CASE("above max_buffered_bytes the session ends, whatever the mark") {
    EngineHarness t(with_mark(10));
    const auto ws = t.open_websocket();
    t.wire.stall(ws);
    t.send(t.record().sid, std::string(1000, 'x'));
    CHECK(t.record().last() == "close transport error: too much buffered");
    CHECK_FALSE(t.record().saw("high water"));
  }

  TEST_CASE("polling, a mark: what waits between polls counts; the poll that takes it drains") {
    EngineHarness t(with_mark(10));
    const std::string sid = t.open_polling();
    CHECK(t.session(sid).writable());
    t.send(sid, "12345", volatile_flag);
    CHECK(t.session(sid).writable());
    t.send(sid, "67890", volatile_flag);
    CHECK_FALSE(t.session(sid).writable());
    t.send(sid, "lost", volatile_flag);
    CHECK(t.record().events == Events{"open", "high water"});
    CHECK(t.wire[t.poll(sid)].body() ==
          "412345\x1e"
          "467890");
    CHECK(t.record().events == Events{"open", "high water", "drain"});
  }

  TEST_CASE("polling, a mark: a burst that an open poll takes at once is no high water, but drains") {
    EngineHarness t(with_mark(10));
    const std::string sid = t.open_polling();
    t.poll(sid);
    CHECK(t.record().events == Events{"open", "drain"});
    t.session(sid).send(Message::text(std::string(50, 'x')));
    CHECK_FALSE(t.session(sid).writable());
    t.settle();
    CHECK(t.record().events == Events{"open", "drain", "drain"});
    CHECK(t.session(sid).writable());
  }

  TEST_CASE("who waited on polling is told after the upgrade") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    CHECK_FALSE(t.session(sid).writable());
    const auto ws = t.upgrade(sid);
    t.text(ws, "5");
    CHECK(t.record().events == Events{"open", "upgrade", "drain"});
    CHECK(t.session(sid).writable());
  }

  TEST_CASE("the handler may close or discard from on_high_water") {
    EngineHarness t(with_mark(10));
    SUBCASE("discard") {
      t.on_high_water = [](engineio::Session& session) { session.discard(); };
    }
    SUBCASE("close") {
      t.on_high_water = [](engineio::Session& session) { session.close(); };
    }
    const auto ws = t.open_websocket();
    t.wire.stall(ws);
    t.send(t.record().sid, std::string(20, 'x'));
    CHECK(t.record().events == Events{"open", "high water", "close forced close"});
    t.wire.drain(ws);
    t.settle();
    CHECK(t.record().events.size() == 3);
  }

  TEST_CASE("an ended session is not writable and takes nothing") {
    EngineHarness t;
    t.open_websocket();
    t.on_close = [](engineio::Session& session) {
      CHECK_FALSE(session.writable());
      CHECK_FALSE(session.send(Message::text("x")));
    };
    t.session(t.record().sid).discard();
  }
}
