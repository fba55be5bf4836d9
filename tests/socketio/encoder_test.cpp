#include "socketio/parser.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using base::SharedBytes;
using socketio::EncodedPacket;
using socketio::PacketType;

namespace {

EncodedPacket encode_packet(PacketType type, std::string_view nsp, std::optional<std::uint64_t> id,
                            std::string_view json, socketio::Attachments attachments = {}) {
  return socketio::make_json_parser({})->encode(type, nsp, id, json, attachments);
}

std::string text(PacketType type, std::string_view nsp, std::optional<std::uint64_t> id,
                 std::string_view json) {
  const EncodedPacket packet = encode_packet(type, nsp, id, json);
  CHECK(packet.attachments.empty());
  CHECK_FALSE(packet.message.is_binary());
  return std::string(packet.message.packet().view());
}

}  // namespace

TEST_SUITE("socketio/encoder") {
  TEST_CASE("'/' is left out, another namespace is followed by a comma, always") {
    CHECK(text(PacketType::connect, "/", {}, R"({"sid":"a"})") == R"(40{"sid":"a"})");
    CHECK(text(PacketType::connect, "/custom", {}, "") == "40/custom,");
    CHECK(text(PacketType::disconnect, "/", {}, "") == "41");
    CHECK(text(PacketType::disconnect, "/custom", {}, "") == "41/custom,");
    CHECK(text(PacketType::connect_error, "/x", {}, R"({"message":"no"})") == R"(44/x,{"message":"no"})");
  }

  TEST_CASE("the id stands in front of the payload") {
    CHECK(text(PacketType::event, "/", {}, R"(["a"])") == R"(42["a"])");
    CHECK(text(PacketType::event, "/", 0, R"(["a"])") == R"(420["a"])");
    CHECK(text(PacketType::event, "/x", 12, R"(["a"])") == R"(42/x,12["a"])");
    CHECK(text(PacketType::ack, "/", 9007199254740991, "[]") == "439007199254740991[]");
    CHECK(text(PacketType::ack, "/x", 18446744073709551615U, "[]") == "43/x,18446744073709551615[]");
  }

  TEST_CASE("with attachments, events and acknowledgements change their type") {
    const std::vector<SharedBytes> bytes(12, SharedBytes::copy("b"));
    const EncodedPacket event =
        encode_packet(PacketType::event, "/x", 3, R"(["a",1])", std::span(bytes).first(1));
    CHECK(event.message.packet().view() == R"(451-/x,3["a",1])");
    REQUIRE(event.attachments.size() == 1);
    CHECK(event.attachments[0].is_binary());
    CHECK(event.attachments[0].packet().view() == "b");
    const EncodedPacket ack = encode_packet(PacketType::ack, "/", 1, "[]", bytes);
    CHECK(ack.message.packet().view() == "4612-1[]");
    CHECK(ack.attachments.size() == 12);
  }
}
