#include "engineio/server.hpp"

#include <doctest/doctest.h>

#include <memory>

#include "engine_harness.hpp"

using namespace std::chrono_literals;
using engineio::HttpRequest;
using engineio::Message;
using engineio::Options;
using test::EngineHarness;
using test::header_of;
using Events = test::EngineHarness::Events;

TEST_SUITE("engineio/polling") {
  TEST_CASE("GET waits until there is a message") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    CHECK_FALSE(t.wire[poll].answered());
    CHECK(t.session(sid).writable());
    t.send(sid, "hello");
    CHECK(t.wire[poll].status() == 200);
    CHECK(t.wire[poll].body() == "4hello");
    CHECK(header_of(t.wire[poll].response().headers, "content-type") == "text/plain; charset=UTF-8");
    CHECK(header_of(t.wire[poll].response().headers, "cache-control") == "no-store");
    CHECK_FALSE(t.session(sid).writable());
  }

  TEST_CASE("messages of one turn leave in one payload, in order") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    t.session(sid).send(Message::text("a"));
    t.session(sid).send(Message::binary(base::SharedBytes::copy("\x01\x02\x03\x04")));
    t.session(sid).send(Message::text("\xe2\x82\xac"));
    CHECK_FALSE(t.wire[poll].answered());
    t.settle();
    CHECK(t.wire[poll].body() ==
          "4a\x1e"
          "bAQIDBA==\x1e"
          "4\xe2\x82\xac");
  }

  TEST_CASE("what is sent without a poll waits for the next one; one payload per GET") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    t.send(sid, "a");
    t.send(sid, "b");
    CHECK(t.session(sid).buffered_bytes() == 4);
    CHECK(t.wire[t.poll(sid)].body() ==
          "4a\x1e"
          "4b");
    CHECK(t.session(sid).buffered_bytes() == 0);
    const auto next = t.poll(sid);
    CHECK_FALSE(t.wire[next].answered());
    t.send(sid, "c");
    CHECK(t.wire[next].body() == "4c");
  }

  TEST_CASE("GET and POST share one keep-alive connection") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto id = t.handshake_connection;
    t.wire.request(id, HttpRequest::make("POST", t.target("polling", sid), {}, "4one"));
    CHECK(t.wire[id].body() == "ok");
    t.wire.request(id, HttpRequest::make("GET", t.target("polling", sid)));
    t.send(sid, "two");
    CHECK(t.wire[id].body() == "4two");
    CHECK(t.wire[id].responses.size() == 3);
  }

  TEST_CASE("an idle keep-alive connection may close without harm") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    t.wire.peer_closes(t.handshake_connection);
    const auto post = t.post(sid, "4x");
    t.wire.peer_closes(post);
    t.settle();
    CHECK(t.session(sid).open());
  }

  TEST_CASE("POST: the packets are handed over in order, then 200 ok") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto post = t.post(sid,
                             "4hello\x1e"
                             "4\xe2\x82\xac\x1e"
                             "bAQIDBA==\x1e"
                             "4");
    CHECK(t.record().events ==
          Events{"open", "message hello", "message \xe2\x82\xac", "message <01 02 03 04>", "message "});
    CHECK(t.wire[post].status() == 200);
    CHECK(t.wire[post].body() == "ok");
    CHECK(header_of(t.wire[post].response().headers, "content-type") == "text/html");
    CHECK(header_of(t.wire[post].response().headers, "cache-control") == "no-store");
  }

  TEST_CASE("POST: a content type does not matter unless it is octet-stream") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    CHECK(t.wire[t.post(sid, "4x", {{"Content-Type", "text/plain;charset=UTF-8"}})].body() == "ok");
    const auto poll = t.poll(sid);
    const auto post = t.post(sid, "4x", {{"Content-Type", "application/octet-stream"}});
    CHECK(t.wire[post].status() == 400);
    CHECK(t.wire[post].body().empty());
    CHECK(t.wire[poll].body() == "1");
    CHECK(t.record().last() == "close transport error: invalid content");
  }

  TEST_CASE("POST: undecodable payloads close the session; packets in front of the bad one count") {
    for (const char* body : {"", "abc", "4a\x1e", "bA", "4\xff"}) {
      EngineHarness t;
      const std::string sid = t.open_polling();
      const auto poll = t.poll(sid);
      const auto post = t.post(sid, body);
      CAPTURE(body);
      CHECK(t.wire[post].status() == 400);
      CHECK(t.wire[poll].body() == "1");
      CHECK(t.record().last() == "close parse error");
      CHECK(t.wire[t.poll(sid)].body() == R"({"code":1,"message":"Session ID unknown"})");
    }
    EngineHarness t;
    t.post(t.open_polling(),
           "4a\x1e"
           "x\x1e"
           "4b");
    CHECK(t.record().events == Events{"open", "message a", "close parse error"});
  }

  TEST_CASE("POST: more packets than max_packets_per_payload is a parse error") {
    Options options;
    options.max_packets_per_payload = 2;
    EngineHarness t(options);
    t.post(t.open_polling(),
           "4a\x1e"
           "4b\x1e"
           "4c");
    CHECK(t.record().events == Events{"open", "message a", "message b", "close parse error"});
    CHECK(t.record().last() == "close parse error");
    CHECK_FALSE(t.record().saw("message c"));
  }

  TEST_CASE("unsolicited open, upgrade and noop packets are ignored") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    CHECK(t.wire[t.post(sid,
                        "0{}\x1e"
                        "5\x1e"
                        "6\x1e"
                        "3\x1e"
                        "4x")]
              .body() == "ok");
    CHECK(t.record().events == Events{"open", "message x"});
  }

  TEST_CASE("a ping from the client closes the session") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    CHECK(t.wire[t.post(sid,
                        "4a\x1e"
                        "2\x1e"
                        "4b")]
              .status() == 400);
    CHECK(t.record().events ==
          Events{"open", "message a", "close transport error: invalid heartbeat direction"});
  }

  TEST_CASE("a close packet: the poll returns with a noop, the POST with ok, later packets are void") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    const auto post = t.post(sid,
                             "4a\x1e"
                             "1\x1e"
                             "4b\x1e"
                             "x");
    CHECK(t.wire[post].body() == "ok");
    CHECK(t.wire[poll].body() == "6");
    CHECK(t.record().events == Events{"open", "drain", "message a", "close transport close"});
    CHECK(t.wire[t.poll(sid)].body() == R"({"code":1,"message":"Session ID unknown"})");
  }

  TEST_CASE("a second GET: it gets 400, the first one 1, the session closes") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto first = t.poll(sid);
    const auto second = t.poll(sid);
    CHECK(t.wire[second].status() == 400);
    CHECK(t.wire[second].body().empty());
    CHECK(t.wire[first].status() == 200);
    CHECK(t.wire[first].body() == "1");
    CHECK(t.record().last() == "close transport error: overlap from client");
    CHECK(t.server.sessions() == 0);
  }

  TEST_CASE("a second POST: it gets 400, the first one's connection is dropped, the session closes") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    const auto first = t.start_post(sid);
    engineio::ConnId second;
    SUBCASE("that is complete") { second = t.post(sid, "4x"); }
    SUBCASE("that is only beginning") { second = t.start_post(sid); }
    CHECK(t.wire[second].status() == 400);
    CHECK(t.wire[second].body().empty());
    CHECK(t.wire[first].aborted);
    CHECK(t.wire[poll].body() == "1");
    CHECK(t.record().events == Events{"open", "drain", "close transport error: overlap from client"});
  }

  TEST_CASE("a POST arriving in pieces while a GET waits is no overlap") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto post = t.start_post(sid);
    const auto poll = t.poll(sid);
    CHECK_FALSE(t.wire[post].answered());
    t.finish_post(post, sid, "4slow");
    CHECK(t.wire[post].body() == "ok");
    CHECK_FALSE(t.wire[poll].answered());
    CHECK(t.record().last() == "message slow");
    CHECK(t.wire[t.post(sid, "4next")].body() == "ok");
  }

  TEST_CASE("the head of a request that will be refused does not disturb the session") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    t.wire.request_head(HttpRequest::make("POST", "/engine.io/?EIO=3&transport=polling&sid=" + sid));
    t.wire.request_head(HttpRequest::make("POST", t.target("websocket", sid)));
    t.wire.request_head(HttpRequest::make("POST", t.target("polling", "unknown")));
    t.wire.request_head(HttpRequest::make("PUT", t.target("polling", sid)));
    t.wire.request_head(HttpRequest::make("POST", "/elsewhere"));
    CHECK(t.wire[t.post(sid, "4x")].body() == "ok");
  }

  TEST_CASE("the client drops its pending GET: the session closes") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    t.wire.peer_closes(t.poll(sid));
    t.settle();
    CHECK(t.record().last() == "close transport error: poll connection closed prematurely");
    CHECK(t.server.sessions() == 0);
  }

  TEST_CASE("the client drops its POST half-way: the session closes, the poll gets 1") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    t.wire.peer_closes(t.start_post(sid), std::make_error_code(std::errc::connection_reset));
    t.settle();
    CHECK(t.record().last() == "close transport error: data request connection closed prematurely");
    CHECK(t.wire[poll].body() == "1");
  }

  TEST_CASE("a body above the limit: 413 with nothing in it, and the session lives") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    HttpRequest request = HttpRequest::make("POST", t.target("polling", sid));
    request.body_too_large = true;
    const auto post = t.start_post(sid);
    t.wire.request(post, request);
    CHECK(t.wire[post].status() == 413);
    CHECK(t.wire[post].body().empty());
    CHECK(t.wire[t.post(sid, "4still here")].body() == "ok");
    CHECK(t.record().events == Events{"open", "message still here"});
  }

  TEST_CASE("an answer sent from on_message takes the waiting poll") {
    EngineHarness t;
    t.on_message = [](engineio::Session& session, const engineio::Frame& message) {
      session.send(Message::text("re: " + std::string(message.bytes.view())));
    };
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    t.post(sid,
           "4a\x1e"
           "4b");
    CHECK(t.wire[poll].body() ==
          "4re: a\x1e"
          "4re: b");
  }

  TEST_CASE("a handler that ends the session while a POST is handed over") {
    EngineHarness t;
    t.on_message = [](engineio::Session& session, const engineio::Frame&) { session.discard(); };
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    const auto post = t.post(sid,
                             "4a\x1e"
                             "4b");
    CHECK(t.record().events == Events{"open", "drain", "message a", "close forced close"});
    CHECK(t.wire[post].body() == "ok");
    CHECK(t.wire[poll].body() == "1");
  }

  TEST_CASE("what stands behind the message that made the handler end the session is not judged") {
    EngineHarness t;
    t.on_message = [](engineio::Session& session, const engineio::Frame&) { session.discard(); };
    const std::string sid = t.open_polling();
    CHECK(t.wire[t.post(sid,
                        "4a\x1e"
                        "2\x1e"
                        "x")]
              .body() == "ok");
    CHECK(t.record().events == Events{"open", "message a", "close forced close"});
  }

  TEST_CASE("volatile messages are dropped while no poll waits, and behind another message") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    engineio::SendFlags flags;
    flags.volatile_ = true;
    t.send(sid, "lost", flags);
    const auto poll = t.poll(sid);
    CHECK_FALSE(t.wire[poll].answered());
    t.session(sid).send(Message::text("a"), flags);
    CHECK_FALSE(t.session(sid).writable());
    t.session(sid).send(Message::text("lost"), flags);
    t.session(sid).send(Message::text("b"));
    t.settle();
    CHECK(t.wire[poll].body() ==
          "4a\x1e"
          "4b");
  }

  TEST_CASE("on_drain: when a poll arrives and nothing is queued") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    t.send(sid, "queued");
    t.poll(sid);
    CHECK(t.record().events == Events{"open"});
    t.on_drain = [](engineio::Session& session) { session.send(Message::text("more")); };
    CHECK(t.wire[t.poll(sid)].body() == "4more");
    CHECK(t.record().events == Events{"open", "drain"});
  }

  TEST_CASE("a client that does not fetch its messages is dropped above max_buffered_bytes") {
    Options options;
    options.max_buffered_bytes = 1000;
    EngineHarness t(options);
    const std::string sid = t.open_polling();
    for (int i = 0; i < 9; ++i) t.send(sid, std::string(50, 'x'));
    CHECK(t.session(sid).open());
    t.session(sid).send(Message::text(std::string(600, 'y')));
    CHECK(t.record().events == Events{"open"});
    t.settle();
    CHECK(t.record().last() == "close transport error: too much buffered");
    CHECK(t.server.sessions() == 0);
  }

  TEST_CASE("many tiny unfetched messages are bounded, too") {
    Options options;
    options.max_buffered_bytes = 10'000;
    EngineHarness t(options);
    const std::string sid = t.open_polling();
    int sent = 0;
    for (; sent < 5000 && t.server.find(sid) != nullptr; ++sent) t.send(sid, "");
    CHECK(sent < 1000);
    CHECK(t.record().last() == "close transport error: too much buffered");
  }

  TEST_CASE("a burst above max_buffered_bytes reaches a client that is polling") {
    Options options;
    options.max_buffered_bytes = 1000;
    EngineHarness t(options);
    const std::string sid = t.open_polling();
    const auto poll = t.poll(sid);
    t.send(sid, std::string(3000, 'x'));
    CHECK(t.wire[poll].body().size() == 3001);
    CHECK(t.session(sid).open());
  }

  TEST_CASE("last_seen moves with every sign of life") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const auto start = t.time.now();
    t.advance(5s);
    CHECK(t.session(sid).last_seen() == start);
    t.poll(sid);
    CHECK(t.session(sid).last_seen() == start + 5s);
    t.advance(2s);
    t.post(sid, "4x");
    CHECK(t.session(sid).last_seen() == start + 7s);
  }
}
