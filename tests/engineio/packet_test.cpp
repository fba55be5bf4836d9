#include "engineio/packet.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

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
}
