#include "engineio/jsonp.hpp"

#include <doctest/doctest.h>

#include "engine_harness.hpp"

using engineio::Options;
using engineio::jsonp::payload_of;
using engineio::jsonp::script;
using test::EngineHarness;
using test::header_of;
using Events = test::EngineHarness::Events;

namespace {

Options with_eio3() {
  Options options;
  options.allow_eio3 = true;
  return options;
}

/// A JSONP session of protocol 3 or 4.
struct JsonpClient {
  JsonpClient(EngineHarness& harness, const std::string& eio) : t(harness) {
    t.eio = eio;
    sid = t.open_polling("&j=7&b64=1");
  }
  engineio::ConnId get() {
    const auto id = t.wire.get(t.target("polling", sid, "&j=7&b64=1"));
    t.settle();
    return id;
  }
  engineio::ConnId post(std::string_view form) {
    return t.post(sid, form, {{"Content-Type", "application/x-www-form-urlencoded"}});
  }
  EngineHarness& t;
  std::string sid;
};

}  // namespace

TEST_SUITE("engineio/jsonp") {
  TEST_CASE("script: a call of the numbered function with a string literal") {
    CHECK(script("0", "6:4hello").view() == R"(___eio[0]("6:4hello");)");
    CHECK(script("12", "").view() == R"(___eio[12]("");)");
    CHECK(script("", "4").view() == R"(___eio[]("4");)");
  }

  TEST_CASE("script: of the index only digits are left") {
    CHECK(script("1](alert(1));//", "4").view() == R"(___eio[11]("4");)");
  }

  TEST_CASE("script: nothing ends the literal") {
    CHECK(script("0", "4\"\\\n\r\t\x1e\x7f").view() ==
          "___eio[0](\"4\\\"\\\\\\u000a\\u000d\\u0009\\u001e\x7f\");");
    CHECK(script("0", "a\xe2\x80\xa8z\xe2\x80\xa9\xe2\x82\xac\xe2\x80").view() ==
          "___eio[0](\"a\\u2028z\\u2029\xe2\x82\xac\xe2\x80\");");
  }

  TEST_CASE("form: the field d, decoded") {
    CHECK(payload_of("d=2%3A4%E2%82%AC+x") == "2:4\xe2\x82\xac x");
    CHECK(payload_of("a=1&d=4x&b=2") == "4x");
    CHECK(payload_of("d=1&d=2") == "2");
    CHECK(payload_of("d=") == "");
  }

  TEST_CASE("form: without the field there is no payload") {
    for (const char* form : {"", "d", "x=1", "dd=1", "&&&", "D=1"}) {
      CAPTURE(form);
      CHECK_FALSE(payload_of(form));
    }
  }

  TEST_CASE(R"(form: \n is a line feed, \\n is \n, other backslashes stay)") {
    CHECK(payload_of(R"(d=a\nb)") == "a\nb");
    CHECK(payload_of(R"(d=a\\nb)") == R"(a\nb)");
    CHECK(payload_of(R"(d=a\\\nb)") == R"(a\\nb)");
    CHECK(payload_of(R"(d=a\tb\)") == R"(a\tb\)");
    CHECK(payload_of(R"(d=\n\\n\n)") == "\n\\n\n");
    CHECK(payload_of("d=%5Cn%5C%5Cn") == "\n\\n");
  }

  TEST_CASE("protocol 3: the handshake comes as a script, and so do messages, binary as base64") {
    EngineHarness t(with_eio3());
    JsonpClient client(t, "3");
    const auto& handshake = t.wire[t.handshake_connection];
    CHECK(t.masked(handshake.body()) ==
          R"(___eio[7]("118:0{\"sid\":\"SID\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,)"
          R"(\"pingTimeout\":20000,\"maxPayload\":1000000}");)");
    CHECK(header_of(handshake.response().headers, "content-type") == "text/javascript; charset=UTF-8");
    CHECK(header_of(handshake.response().headers, "x-content-type-options") == "nosniff");
    CHECK(header_of(handshake.response().headers, "cache-control") == "no-store");
    const auto poll = client.get();
    t.session(client.sid).send(engineio::Message::text("line\xe2\x80\xa8"));
    t.send_binary(client.sid, "\x01\x02\x03\x04");
    CHECK(t.wire[poll].body() == R"(___eio[7]("6:4line\u202810:b4AQIDBA==");)");
  }

  TEST_CASE("protocol 3: a form brings packets; its answer is ok as ever") {
    EngineHarness t(with_eio3());
    JsonpClient client(t, "3");
    const auto post = client.post(R"(d=4%3A4a%5Cnb10%3Ab4AQIDBA%3D%3D)");
    CHECK(t.record().events == Events{"open", "message a\nb", "message <01 02 03 04>"});
    CHECK(t.wire[post].body() == "ok");
    CHECK(header_of(t.wire[post].response().headers, "content-type") == "text/html");
  }

  TEST_CASE("protocol 4 speaks it, too") {
    EngineHarness t(with_eio3());
    JsonpClient client(t, "4");
    client.post("d=4a%1E4b");
    CHECK(t.record().events == Events{"open", "message a", "message b"});
    const auto poll = client.get();
    t.session(client.sid).send(engineio::Message::text("c"));
    t.send_binary(client.sid, "\x01\x02\x03\x04");
    CHECK(t.wire[poll].body() == R"(___eio[7]("4c\u001ebAQIDBA==");)");
  }

  TEST_CASE("a form without payload is ignored, a malformed one ends the session") {
    EngineHarness t(with_eio3());
    JsonpClient client(t, "3");
    CHECK(t.wire[client.post("e=1:4")].body() == "ok");
    CHECK(t.session(client.sid).open());
    const auto poll = client.get();
    CHECK(t.wire[client.post("d=4")].body() == "ok");
    CHECK(t.wire[poll].body() == R"(___eio[7]("1:1");)");
    CHECK(t.record().last() == "close parse error");
  }

  TEST_CASE("the index of the handshake counts for the whole session") {
    EngineHarness t(with_eio3());
    JsonpClient client(t, "3");
    const auto poll = t.wire.get(t.target("polling", client.sid, "&j=9"));
    t.settle();
    t.send(client.sid, "x");
    CHECK(t.wire[poll].body() == R"(___eio[7]("2:4x");)");
  }

  TEST_CASE("a JSONP session may be upgraded") {
    EngineHarness t(with_eio3());
    JsonpClient client(t, "3");
    const auto ws = t.upgrade_completely(client.sid);
    t.send(client.sid, "x");
    CHECK(t.wire.take_frames(ws) == test::Frames{"4x"});
  }

  TEST_CASE("allow_eio3 off: j is ignored, so that no script can read past CORS") {
    EngineHarness t;
    const std::string sid = t.open_polling("&j=7");
    CHECK(t.wire[t.handshake_connection].body().starts_with(R"(0{"sid":")"));
    CHECK(header_of(t.wire[t.handshake_connection].response().headers, "content-type") ==
          "text/plain; charset=UTF-8");
    t.post(sid, "4d=x");
    CHECK(t.record().last() == "message d=x");
  }
}
