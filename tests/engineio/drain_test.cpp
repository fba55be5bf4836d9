#include "engineio/server.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "engine_harness.hpp"

using namespace std::chrono_literals;
using test::EngineHarness;
using test::header_of;

namespace {

/// How many of the sessions are left after each of so many pauses.
std::vector<std::size_t> left_after(EngineHarness& t, int steps, std::chrono::milliseconds pause) {
  std::vector<std::size_t> counts;
  for (int step = 0; step < steps; ++step) {
    t.advance(pause);
    counts.push_back(t.server.sessions());
  }
  return counts;
}

void open_websockets(EngineHarness& t, int count) {
  for (int i = 0; i < count; ++i) t.open_websocket();
}

}  // namespace

TEST_SUITE("engineio/drain") {
  TEST_CASE("the sessions go in equal parts of the time, then it tells") {
    EngineHarness t;
    open_websockets(t, 200);
    int drained = 0;
    t.server.drain(1000ms, [&] { ++drained; });
    CHECK(t.server.draining());
    CHECK(t.server.sessions() == 200);
    CHECK(left_after(t, 9, 100ms) == std::vector<std::size_t>{179, 159, 139, 119, 99, 79, 59, 39, 19});
    CHECK(drained == 0);
    t.advance(100ms);
    CHECK(t.server.sessions() == 0);
    CHECK(drained == 1);
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("few sessions do not take the whole time: 25 ms each") {
    EngineHarness t;
    open_websockets(t, 4);
    bool drained = false;
    t.server.drain(60s, [&] { drained = true; });
    CHECK(left_after(t, 4, 25ms) == std::vector<std::size_t>{2, 1, 0, 0});
    CHECK(drained);
  }

  TEST_CASE("nobody is there: it is over in the next turn, not inside the call") {
    EngineHarness t;
    bool drained = false;
    t.server.drain(60s, [&] { drained = true; });
    CHECK_FALSE(drained);
    t.settle();
    CHECK(drained);
  }

  TEST_CASE("no time at all: everybody goes at once") {
    EngineHarness t;
    open_websockets(t, 50);
    t.server.drain(0ms);
    t.settle();
    CHECK(t.server.sessions() == 0);
  }

  TEST_CASE("a WebSocket gets what was queued, and close code 1001; a poll gets the close packet") {
    EngineHarness t;
    const auto websocket = t.open_websocket();
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    t.wire.take_frames(websocket);
    t.session(t.records.front().sid).send(engineio::Message::text("bye"));
    t.server.drain(0ms);
    t.settle();
    CHECK(t.wire.take_frames(websocket) == test::Frames{"4bye"});
    CHECK(t.wire[websocket].close_code == 1001);
    CHECK(t.wire[poll].body() == "1");
    for (const auto& record : t.records) CHECK(record.last() == "close forced close");
  }

  TEST_CASE("meanwhile open sessions work, and new ones are refused: 503 and when to try again") {
    EngineHarness t;
    std::vector<engineio::ConnId> clients;
    for (int i = 0; i < 1000; ++i) clients.push_back(t.open_websocket());
    t.server.drain(10s);
    t.settle();
    const auto refused = t.wire.get(t.target("polling"));
    const auto refused_upgrade = t.wire.websocket(t.target("websocket"));
    t.settle();
    CHECK(t.wire[refused].status() == 503);
    CHECK(t.wire[refused_upgrade].status() == 503);
    CHECK(header_of(t.wire[refused].response().headers, "Retry-After") == "10");
    for (const auto client : clients) {
      if (!t.wire[client].closed) t.text(client, "4hi");
    }
    CHECK(std::count_if(t.records.begin(), t.records.end(),
                        [](const auto& record) { return record.saw("message hi"); }) == 999);
    t.advance(9500ms);
    const auto late = t.wire.get(t.target("polling"));
    t.settle();
    CHECK(header_of(t.wire[late].response().headers, "Retry-After") == "1");
  }

  TEST_CASE("sessions that end by themselves meanwhile do not disturb it") {
    EngineHarness t;
    const auto first = t.open_websocket();
    open_websockets(t, 3);
    bool drained = false;
    t.server.drain(10s, [&] { drained = true; });
    t.wire.peer_closes(first);
    t.advance(100ms);
    CHECK(t.server.sessions() == 0);
    CHECK(drained);
  }

  TEST_CASE("a second call changes nothing; a negative time is a mistake") {
    EngineHarness t;
    open_websockets(t, 40);
    CHECK_THROWS_AS(t.server.drain(-1ms), std::invalid_argument);
    CHECK_FALSE(t.server.draining());
    t.server.drain(1000ms);
    t.settle();
    t.server.drain(0ms, [] { FAIL("called"); });
    t.settle();
    CHECK(t.server.sessions() == 39);
    t.advance(1000ms);
    CHECK(t.server.sessions() == 0);
  }
}
