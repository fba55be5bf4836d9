#include "engineio/codec.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <ostream>
#include <string>

#include "engineio/error.hpp"

using base::SharedBytes;
using engineio::Frame;
using engineio::PacketType;

namespace {

Frame text(std::string_view bytes) { return {SharedBytes::copy(bytes), false}; }
Frame binary(std::string_view bytes) { return {SharedBytes::copy(bytes), true}; }

engineio::DecodedPayload decode(std::string_view body, std::size_t max_packets = 100) {
  return engineio::decode_payload(SharedBytes::copy(body), max_packets);
}

std::string joined(const engineio::DecodedPayload& payload) {
  std::string all;
  for (const auto& packet : payload.packets) {
    all += static_cast<char>(packet.type);
    all += packet.binary ? 'B' : 'T';
    all += packet.data.view();
    all += '|';
  }
  return payload.error ? all + "error" : all;
}

}  // namespace

TEST_SUITE("engineio/codec") {
  TEST_CASE("[EIO Packet encoding] text packets are the type digit and the data") {
    CHECK(engineio::encode_packet(PacketType::open, "{}") == "0{}");
    CHECK(engineio::encode_packet(PacketType::close) == "1");
    CHECK(engineio::encode_packet(PacketType::ping) == "2");
    CHECK(engineio::encode_packet(PacketType::pong, "probe") == "3probe");
    CHECK(engineio::encode_packet(PacketType::message, "hello") == "4hello");
    CHECK(engineio::encode_packet(PacketType::upgrade) == "5");
    CHECK(engineio::encode_packet(PacketType::noop) == "6");
  }

  TEST_CASE("[EIO Packet encoding] each type digit is decoded; a lone 4 is an empty message") {
    const auto decoded = [](std::string_view packet) {
      return joined({{*engineio::decode_packet(SharedBytes::copy(packet))}, {}});
    };
    CHECK(decoded("0{}") == "0T{}|");
    CHECK(decoded("1") == "1T|");
    CHECK(decoded("2probe") == "2Tprobe|");
    CHECK(decoded("3") == "3T|");
    CHECK(decoded("4") == "4T|");
    CHECK(decoded("4\xe2\x82\xac") == "4T\xe2\x82\xac|");
    CHECK(decoded("5") == "5T|");
    CHECK(decoded("6") == "6T|");
    CHECK(decoded("bAQIDBA==") == "4B\x01\x02\x03\x04|");
    CHECK(decoded("b") == "4B|");
  }

  TEST_CASE("undecodable packets are parse errors") {
    for (const char* packet : {"", "7", "a", " 4", "/", ":", "b@@@@", "bA", "\xff"}) {
      CAPTURE(packet);
      const auto result = engineio::decode_packet(SharedBytes::copy(packet));
      CHECK_FALSE(result.has_value());
      CHECK(result.error() == engineio::Errc::parse_error);
    }
  }

  TEST_CASE("[EIO WebSocket] a binary frame is a message, whatever its first byte") {
    const auto packet = engineio::decode_frame(binary("4abc"));
    REQUIRE(packet.has_value());
    CHECK(packet->type == PacketType::message);
    CHECK(packet->binary);
    CHECK(packet->data.view() == "4abc");
    CHECK(engineio::decode_frame(binary("")).has_value());
  }

  TEST_CASE("a decoded message shares the bytes it was read into") {
    const auto bytes = SharedBytes::copy("4payload");
    const auto packet = engineio::decode_packet(bytes);
    CHECK(packet->data.data() == bytes.data() + 1);
  }

  TEST_CASE("[EIO Payload encoding] packets are joined by 0x1e, binary is b + base64") {
    const std::vector<Frame> packets{text("4hello"), text("2"), binary("\x01\x02\x03\x04"),
                                     text("4\xe2\x82\xac")};
    CHECK(engineio::encode_payload(packets).view() ==
          "4hello\x1e"
          "2\x1e"
          "bAQIDBA==\x1e"
          "4\xe2\x82\xac");
    CHECK(engineio::encode_payload(std::vector<Frame>{text("6")}).view() == "6");
    CHECK(engineio::encode_payload({}).empty());
    CHECK(engineio::encode_payload(std::vector<Frame>{binary("")}).view() == "b");
  }

  TEST_CASE("encoded_length is what a packet takes in a payload") {
    CHECK(engineio::encoded_length(text("4hello")) == 6);
    CHECK(engineio::encoded_length(binary("")) == 1);
    CHECK(engineio::encoded_length(binary("abcd")) == 9);
  }

  TEST_CASE("a client without binary frames gets base64 text, and text as it is") {
    const Frame encoded = engineio::encode_base64_frame(binary("\x01\x02\x03\x04"));
    CHECK_FALSE(encoded.binary);
    CHECK(encoded.bytes.view() == "bAQIDBA==");
    CHECK(engineio::encode_base64_frame(text("4x")).bytes.view() == "4x");
  }

  TEST_CASE("[EIO Payload encoding] a payload is split at 0x1e") {
    CHECK(joined(decode("4hello")) == "4Thello|");
    CHECK(joined(decode("4a\x1e"
                        "4b\x1e"
                        "bAQIDBA==")) == "4Ta|4Tb|4B\x01\x02\x03\x04|");
    CHECK(joined(decode("4\x1e"
                        "4")) == "4T|4T|");
  }

  TEST_CASE("packets in front of a bad one are kept, those behind are not looked at") {
    CHECK(joined(decode("")) == "error");
    CHECK(joined(decode("abc")) == "error");
    CHECK(joined(decode("4a\x1e"
                        "7\x1e"
                        "4b")) == "4Ta|error");
    CHECK(joined(decode("4a\x1e")) == "4Ta|error");
    CHECK(joined(decode("\x1e"
                        "4a")) == "error");
    CHECK(joined(decode("4a\x1e\x1e"
                        "4b")) == "4Ta|error");
  }

  TEST_CASE("a payload that is not UTF-8 is refused as a whole") {
    CHECK(joined(decode("4ok\x1e"
                        "4\xff")) == "error");
    CHECK(joined(decode("4\xed\xa0\x80")) == "error");
  }

  TEST_CASE("more packets than allowed is a parse error behind the allowed ones") {
    CHECK(joined(decode("4a\x1e"
                        "4b",
                        2)) == "4Ta|4Tb|");
    CHECK(joined(decode("4a\x1e"
                        "4b\x1e"
                        "4c",
                        2)) == "4Ta|4Tb|error");
  }
}
