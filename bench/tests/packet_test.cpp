#include "packet.hpp"

#include <doctest/doctest.h>

#include <string>

#include "failure.hpp"

using Kind = bench::Packet::Kind;

TEST_SUITE("bench/packet") {
  TEST_CASE("Engine.IO packets: their kind and the rest") {
    CHECK(bench::parse_packet("0{\"sid\":\"a\"}").data == "{\"sid\":\"a\"}");
    CHECK(bench::parse_packet("1").kind == Kind::close);
    CHECK(bench::parse_packet("2").kind == Kind::ping);
    CHECK(bench::parse_packet("3probe").kind == Kind::pong);
    CHECK(bench::parse_packet("6").kind == Kind::noop);
  }

  TEST_CASE("Socket.IO packets: kind, id and arguments") {
    CHECK(bench::parse_packet("40{\"sid\":\"b\"}").kind == Kind::connected);
    CHECK(bench::parse_packet("44{\"message\":\"no\"}").kind == Kind::connect_error);
    const auto event = bench::parse_packet("42[\"bc\",1]");
    CHECK(event.kind == Kind::event);
    CHECK(event.data == "[\"bc\",1]");
    const auto ack = bench::parse_packet("4312[\"x\"]");
    CHECK(ack.kind == Kind::ack);
    CHECK(ack.id == 12);
    CHECK(ack.data == "[\"x\"]");
    const auto binary = bench::parse_packet("461-7[{\"_placeholder\":true,\"num\":0}]");
    CHECK(binary.kind == Kind::binary_ack);
    CHECK(binary.id == 7);
  }

  TEST_CASE("what no server says: unknown") {
    for (const char* text : {"", "4", "5", "43[]", "46[1]", "461-[]", "4 2", "x"})
      CHECK(bench::parse_packet(text).kind == Kind::unknown);
  }

  TEST_CASE("an excerpt: whole characters") {
    CHECK(bench::excerpt("short") == "short");
    const std::string letters(159, 'x');
    CHECK(bench::excerpt(letters + "yz") == letters + "y...");
    CHECK(bench::excerpt(letters + "\xe8\xbf\x99") == letters + "...");
  }

  TEST_CASE("the handshake: its session id") {
    CHECK(bench::session_id("{\"sid\":\"abc\",\"upgrades\":[]}") == "abc");
    CHECK(bench::session_id("{}") == "");
    CHECK(bench::text_member("[{\"room\":{\"id\":\"AB12CD\",\"name\":\"x\"}}]", "id") == "AB12CD");
  }
}
