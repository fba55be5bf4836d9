#include "engineio/server.hpp"

#include <doctest/doctest.h>

#include "engine_harness.hpp"

using namespace std::chrono_literals;
using engineio::Message;
using engineio::Options;
using test::EngineHarness;
using test::Frames;
using Events = test::EngineHarness::Events;

namespace {

bool on_websocket(EngineHarness& t, const std::string& sid) {
  return t.session(sid).transport() == engineio::TransportName::websocket;
}

}  // namespace

TEST_SUITE("engineio/upgrade") {
  TEST_CASE("[EIO Upgrade] probe, noop for the waiting poll, 5: the session moves") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    const auto ws = t.upgrade(sid);
    CHECK(t.wire[ws].accepted);
    CHECK(t.wire[ws].frames.empty());
    t.text(ws, "2probe");
    CHECK(t.wire.take_frames(ws) == Frames{"3probe"});
    CHECK(t.wire[poll].body() == "6");
    CHECK_FALSE(on_websocket(t, sid));
    t.text(ws, "5");
    CHECK(on_websocket(t, sid));
    CHECK(t.record().events == Events{"open", "drain", "upgrade"});
    t.text(ws, "4over ws");
    t.send(sid, "back");
    CHECK(t.record().last() == "message over ws");
    CHECK(t.wire.take_frames(ws) == Frames{"4back"});
    CHECK(t.wire[t.poll(sid)].body() == R"({"code":3,"message":"Bad request"})");
    CHECK(t.wire[t.post(sid, "4x")].body() == R"({"code":3,"message":"Bad request"})");
  }

  TEST_CASE("5 is accepted without a probe; a poll that waits then gets a noop") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    const auto ws = t.upgrade(sid);
    t.text(ws, "5");
    CHECK(on_websocket(t, sid));
    CHECK(t.wire[poll].body() == "6");
  }

  TEST_CASE("a poll that comes during the upgrade returns with a noop, later ones every 100 ms") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto ws = t.upgrade(sid);
    const auto before = t.poll(sid);
    t.text(ws, "2probe");
    CHECK(t.wire[before].body() == "6");
    CHECK(t.wire[t.poll(sid)].body() == "6");
    for (int i = 0; i < 3; ++i) {
      const auto late = t.poll(sid);
      t.advance(99ms);
      CHECK_FALSE(t.wire[late].answered());
      t.advance(1ms);
      CHECK(t.wire[late].body() == "6");
    }
    t.text(ws, "5");
    CHECK(on_websocket(t, sid));
  }

  TEST_CASE("a poll before the probe is not released") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    t.upgrade(sid);
    const auto poll = t.poll(sid);
    t.advance(5s);
    CHECK_FALSE(t.wire[poll].answered());
  }

  TEST_CASE("messages between probe and 5 go out by polling if a poll comes, else on the WebSocket, once") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto ws = t.upgrade(sid);
    t.text(ws, "2probe");
    t.send(sid, "a");
    t.send_binary(sid, "\x01\x02\x03\x04");
    SUBCASE("polled") {
      CHECK(t.wire[t.poll(sid)].body() ==
            "4a\x1e"
            "bAQIDBA==");
      t.text(ws, "5");
      CHECK(t.wire.take_frames(ws) == Frames{"3probe"});
    }
    SUBCASE("not polled: first thing on the WebSocket, in order") {
      t.wire.text(ws, "5");
      t.send(sid, "b");
      CHECK(t.wire.take_frames(ws) == Frames{"3probe", "4a", "<01 02 03 04>", "4b"});
    }
  }

  TEST_CASE("a message sent while the poll is being released is not lost") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    const auto ws = t.upgrade(sid);
    SUBCASE("sent first: it takes the poll") {
      t.session(sid).send(Message::text("m"));
      t.text(ws, "2probe");
      CHECK(t.wire[poll].body() == "4m");
      t.text(ws, "5");
      CHECK(t.wire.take_frames(ws) == Frames{"3probe"});
    }
    SUBCASE("released first: it waits for the WebSocket") {
      t.wire.text(ws, "2probe");
      t.session(sid).send(Message::text("m"));
      t.settle();
      CHECK(t.wire[poll].body() == "6");
      t.text(ws, "5");
      CHECK(t.wire.take_frames(ws) == Frames{"3probe", "4m"});
    }
  }

  TEST_CASE("binary after an upgrade: the upgrade request's b64 counts, not the handshake's") {
    EngineHarness t;
    const std::string plain = t.open_polling("&b64=1");
    const auto ws = t.upgrade_completely(plain);
    t.wire.take_frames(ws);
    t.send_binary(plain, "\x01\x02\x03\x04");
    CHECK(t.wire.take_frames(ws) == Frames{"<01 02 03 04>"});
    const std::string base64 = t.open_polling();
    const auto other = t.upgrade(base64, "&b64=1");
    t.text(other, "5");
    t.send_binary(base64, "\x01\x02\x03\x04");
    CHECK(t.wire.take_frames(other) == Frames{"bAQIDBA=="});
  }

  TEST_CASE("anything else on the new connection closes it; the session goes on polling") {
    for (const char* message : {"4hello", "2", "2prob", "2probex", "3probe", "6", "", "abc"}) {
      EngineHarness t;
      const std::string sid = t.open_polling();
      const auto ws = t.upgrade(sid);
      t.text(ws, message);
      CAPTURE(message);
      CHECK(t.wire[ws].closed);
      CHECK(t.wire[ws].close_code == 0);
      CHECK(t.wire[t.post(sid, "4alive")].body() == "ok");
      CHECK(t.record().events == Events{"open", "message alive"});
    }
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto ws = t.upgrade(sid);
    t.binary(ws, "2probe");
    CHECK(t.wire[ws].closed);
    CHECK(t.session(sid).open());
  }

  TEST_CASE("a failed upgrade may be tried again") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    t.text(t.upgrade(sid), "x");
    t.upgrade_completely(sid);
    CHECK(on_websocket(t, sid));
  }

  TEST_CASE("out of time: the new connection is closed, the session goes on polling") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto ws = t.upgrade(sid);
    t.text(ws, "2probe");
    t.advance(9'999ms);
    CHECK_FALSE(t.wire[ws].closed);
    t.advance(1ms);
    CHECK(t.wire[ws].closed);
    const auto poll = t.poll(sid);
    t.advance(1s);
    CHECK_FALSE(t.wire[poll].answered());
    t.send(sid, "m");
    CHECK(t.wire[poll].body() == "4m");
  }

  TEST_CASE("a second WebSocket while one is being probed is closed; the first goes on") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto first = t.upgrade(sid);
    t.text(first, "2probe");
    const auto second = t.upgrade(sid);
    CHECK(t.wire[second].accepted);
    CHECK(t.wire[second].closed);
    CHECK(t.wire[second].close_code == 0);
    t.text(first, "5");
    CHECK(on_websocket(t, sid));
  }

  TEST_CASE("a WebSocket for a session that is on one already is closed, the session untouched") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto ws = t.upgrade_completely(sid);
    const auto second = t.upgrade(sid);
    CHECK(t.wire[second].accepted);
    CHECK(t.wire[second].closed);
    t.text(ws, "4alive");
    CHECK(t.record().last() == "message alive");
  }

  TEST_CASE("the new connection drops during the upgrade: the session survives on polling") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto ws = t.upgrade(sid);
    t.text(ws, "2probe");
    t.send(sid, "m");
    t.wire.peer_closes(ws, std::make_error_code(std::errc::connection_reset));
    t.settle();
    CHECK(t.record().events == Events{"open"});
    CHECK(t.wire[t.poll(sid)].body() == "4m");
    t.upgrade_completely(sid);
  }

  TEST_CASE("the session ends during the upgrade: the new connection is closed, too") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto ws = t.upgrade(sid);
    t.text(ws, "2probe");
    SUBCASE("by the client") { t.post(sid, "1"); }
    SUBCASE("by an overlap") {
      t.advance(100ms);
      const auto first = t.start_post(sid);
      t.post(sid, "4x");
      CHECK(t.wire[first].aborted);
    }
    SUBCASE("by the server") { t.session(sid).discard(); }
    SUBCASE("by the ping timeout") {
      t.text(ws, "x");
      t.advance(44s);
      const auto late = t.upgrade(sid);
      t.advance(1s);
      CHECK(t.wire[late].closed);
    }
    t.settle();
    CHECK(t.wire[ws].closed);
    CHECK(t.server.sessions() == 0);
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("close() during the upgrade") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    SUBCASE("a poll waits: it is answered and the WebSocket closed") {
      const auto ws = t.upgrade(sid);
      const auto poll = t.poll(sid);
      t.session(sid).close();
      CHECK(t.wire[poll].body() == "1");
      CHECK(t.wire[ws].closed);
    }
    SUBCASE("5 comes next: what is queued leaves, then the WebSocket is closed") {
      const auto ws = t.upgrade(sid);
      t.text(ws, "2probe");
      t.send(sid, "last words");
      t.session(sid).close();
      CHECK(t.record().events == Events{"open"});
      t.text(ws, "5");
      CHECK(t.wire.take_frames(ws) == Frames{"3probe", "4last words"});
      CHECK(t.wire[ws].closed);
    }
    SUBCASE("a poll comes next") {
      const auto ws = t.upgrade(sid);
      t.text(ws, "2probe");
      t.session(sid).close();
      CHECK(t.wire[t.poll(sid)].body() ==
            "6\x1e"
            "1");
      CHECK(t.wire[ws].closed);
    }
    t.settle();
    CHECK(t.record().last() == "close forced close");
    CHECK_FALSE(t.record().saw("upgrade"));
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("a POST that is still arriving at the upgrade is refused when complete") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto post = t.start_post(sid);
    t.upgrade_completely(sid);
    t.finish_post(post, sid, "4late");
    CHECK(t.wire[post].status() == 400);
    CHECK(t.record().events == Events{"open", "upgrade"});
  }

  TEST_CASE("the connection of a POST that is still arriving may close after the upgrade without harm") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto post = t.start_post(sid);
    t.upgrade_completely(sid);
    t.wire.peer_closes(post);
    t.settle();
    CHECK(t.session(sid).open());
  }

  TEST_CASE("the old poll's connection may close after the upgrade without harm") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    t.upgrade_completely(sid);
    t.wire.peer_closes(poll);
    t.settle();
    CHECK(t.session(sid).open());
  }
}
