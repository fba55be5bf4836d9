#include "engineio/packet.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>
#include <string>

using engineio::Message;

TEST_SUITE("engineio/packet") {
  TEST_CASE("a text message carries its digit") {
    const Message message = Message::text("h\xc3\xa9llo");
    CHECK(message.packet().view() == "4h\xc3\xa9llo");
    CHECK_FALSE(message.is_binary());
    CHECK(Message::text("").packet().view() == "4");
  }

  TEST_CASE("a binary message carries its bytes and nothing else, without a copy") {
    const auto bytes = base::SharedBytes::copy("\x01\x02");
    const Message message = Message::binary(bytes);
    CHECK(same_bytes(message.packet(), bytes));
    CHECK(message.is_binary());
  }

  TEST_CASE("encoded text is taken without a copy") {
    const auto bytes = base::SharedBytes::copy("42[\"a\"]");
    CHECK(same_bytes(Message::from_encoded(bytes).packet(), bytes));
  }

  TEST_CASE("text that cannot travel is refused at the call") {
    CHECK_THROWS_AS(Message::text("a\x1e"
                                  "b"),
                    std::invalid_argument);
    CHECK_THROWS_AS(Message::text("\xff"), std::invalid_argument);
  }

  TEST_CASE("frame: the WebSocket header stands in front of the payload (RFC 6455, 5.2)") {
    const auto on_the_wire = [](std::size_t size, bool binary) {
      const auto frame =
          engineio::Frame::build(size, binary, [&](char* out) { std::fill(out, out + size, 'x'); });
      CHECK(frame.bytes.size() == size);
      const auto whole = frame.bytes.with_prefix(frame.header_bytes);
      CHECK(whole.view().substr(frame.header_bytes) == std::string(size, 'x'));
      return std::string(whole.view().substr(0, frame.header_bytes));
    };
    using namespace std::string_literals;
    CHECK(on_the_wire(0, false) == "\x81\x00"s);
    CHECK(on_the_wire(5, false) == "\x81\x05"s);
    CHECK(on_the_wire(125, true) == "\x82\x7d"s);
    CHECK(on_the_wire(126, false) == "\x81\x7e\x00\x7e"s);
    CHECK(on_the_wire(65535, false) == "\x81\x7e\xff\xff"s);
    CHECK(on_the_wire(65536, true) == "\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"s);
  }
}
