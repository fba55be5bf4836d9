#include <doctest/doctest.h>

#include "engine_harness.hpp"
#include "inflated.hpp"

using engineio::Message;
using engineio::Options;
using engineio::SendFlags;
using test::EngineHarness;
using test::header_of;
using test::inflated;

namespace {

/// The Content-Encoding of a 2000-byte message for a client that accepts `accept`; checks the body.
std::string coding_for(EngineHarness& t, const std::string& sid, const char* accept) {
  const std::string message(2000, 'a');
  const auto poll = t.poll(sid, {{"Accept-Encoding", accept}});
  t.send(sid, message);
  const std::string coding = header_of(t.wire[poll].response().headers, "content-encoding");
  const std::string body = t.wire[poll].body();
  if (coding == "(none)") {
    CHECK(body == "4" + message);
  } else {
    CHECK(body.size() < 100);
    CHECK(inflated(body) == "4" + message);
    CHECK((body[0] == '\x1f') == (coding == "gzip"));
  }
  return coding;
}

}  // namespace

TEST_SUITE("engineio/compression") {
  TEST_CASE("the coding the client likes best of gzip and deflate") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const std::pair<const char*, const char*> table[] = {{"gzip", "gzip"},
                                                         {"deflate", "deflate"},
                                                         {"gzip, deflate, br", "gzip"},
                                                         {"deflate, gzip", "deflate"},
                                                         {"gzip;q=0.5, deflate;q=0.8", "deflate"},
                                                         {"gzip;q=0.5, deflate ; q = 0.2", "gzip"},
                                                         {"GZIP", "gzip"},
                                                         {"*", "gzip"},
                                                         {"*;q=0.1", "gzip"},
                                                         {"gzip;q=0, *", "deflate"},
                                                         {"*, gzip;q=0", "deflate"},
                                                         {"deflate, *", "deflate"},
                                                         {"gzip;q=0", "(none)"},
                                                         {"*;q=0", "(none)"},
                                                         {"br", "(none)"},
                                                         {"identity", "(none)"},
                                                         {"gzip;q=abc", "(none)"},
                                                         {"gzip;q=-1", "(none)"},
                                                         {"", "(none)"},
                                                         {",;,=", "(none)"}};
    for (const auto& row : table) {
      CAPTURE(row.first);
      CHECK(coding_for(t, sid, row.first) == row.second);
    }
  }

  TEST_CASE("bodies below the threshold stay as they are, at the threshold they are compressed") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    auto poll = t.poll(sid, {{"Accept-Encoding", "gzip"}});
    t.send(sid, std::string(1022, 'x'));
    CHECK(header_of(t.wire[poll].response().headers, "content-encoding") == "(none)");
    poll = t.poll(sid, {{"Accept-Encoding", "gzip"}});
    t.send(sid, std::string(1023, 'x'));
    CHECK(header_of(t.wire[poll].response().headers, "content-encoding") == "gzip");
  }

  TEST_CASE("one packet that may be compressed is enough; none means no compression") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    SendFlags plain;
    plain.compress = false;
    auto poll = t.poll(sid, {{"Accept-Encoding", "gzip"}});
    t.send(sid, std::string(3000, 'x'), plain);
    CHECK(header_of(t.wire[poll].response().headers, "content-encoding") == "(none)");
    poll = t.poll(sid, {{"Accept-Encoding", "gzip"}});
    t.session(sid).send(Message::text(std::string(3000, 'x')), plain);
    t.session(sid).send(Message::text("y"));
    t.settle();
    CHECK(header_of(t.wire[poll].response().headers, "content-encoding") == "gzip");
    poll = t.poll(sid, {{"Accept-Encoding", "gzip"}});
    t.send(sid, std::string(3000, 'x'), plain);
    CHECK(header_of(t.wire[poll].response().headers, "content-encoding") == "(none)");
  }

  TEST_CASE("the handshake is compressed when its payload is long") {
    Options options;
    options.initial_packet = std::string(2000, 'i');
    EngineHarness t(options);
    t.open_polling("", {{"Accept-Encoding", "gzip"}});
    const auto& connection = t.wire[t.handshake_connection];
    CHECK(header_of(connection.response().headers, "content-encoding") == "gzip");
    CHECK(inflated(connection.body()).substr(0, 8) == R"(0{"sid":)");
  }

  TEST_CASE("switched off, or with another threshold") {
    Options options;
    SUBCASE("off") {
      options.http_compression_threshold.reset();
      EngineHarness t(options);
      CHECK(coding_for(t, t.open_polling(), "gzip") == "(none)");
    }
    SUBCASE("from the first byte") {
      options.http_compression_threshold = 0;
      EngineHarness t(options);
      const std::string sid = t.open_polling();
      const auto poll = t.poll(sid, {{"Accept-Encoding", "deflate"}});
      t.send(sid, "x");
      CHECK(inflated(t.wire[poll].body()) == "4x");
    }
  }

  TEST_CASE("WebSocket: the network is told which messages must not be compressed") {
    EngineHarness t;
    const SendFlags plain{.volatile_ = false, .compress = false};
    SUBCASE("text and binary") {
      const auto ws = t.open_websocket();
      t.send(t.record().sid, "one");
      CHECK(t.wire[ws].incompressible == 0);
      t.send(t.record().sid, "two", plain);
      CHECK(t.wire[ws].incompressible == 1);
      const Message binary = Message::binary(base::SharedBytes::copy("b"));
      t.session(t.record().sid).send(binary, plain);
      t.session(t.record().sid).send(binary);
      CHECK(t.wire[ws].incompressible == 2);
    }
    SUBCASE("binary as base64") {
      const auto ws = t.open_websocket("&b64=1");
      const Message binary = Message::binary(base::SharedBytes::copy("b"));
      t.session(t.record().sid).send(binary, plain);
      t.session(t.record().sid).send(binary);
      CHECK(t.wire[ws].incompressible == 1);
    }
    SUBCASE("what was queued for polling when the session moved") {
      const std::string sid = t.open_polling();
      const auto ws = t.upgrade(sid);
      t.text(ws, "2probe");
      t.send(sid, "one");
      t.send(sid, "two", plain);
      t.text(ws, "5");
      CHECK(t.wire.take_frames(ws) == test::Frames{"3probe", "4one", "4two"});
      CHECK(t.wire[ws].incompressible == 1);
    }
  }
}
