#include "frame.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace std::string_literals;

TEST_SUITE("bench/frame") {
  TEST_CASE("a text message: one final frame, masked") {
    CHECK(bench::client_frame("Hi") == "\x81\x82\x37\xfa\x21\x3d\x7f\x93"s);
  }

  TEST_CASE("126 and 65536 bytes: the longer length fields") {
    CHECK(bench::client_frame(std::string(126, 'x')).substr(0, 4) == "\x81\xfe\x00\x7e"s);
    CHECK(bench::client_frame(std::string(65536, 'x')).substr(0, 10) ==
          "\x81\xff\x00\x00\x00\x00\x00\x01\x00\x00"s);
  }

  TEST_CASE("a binary message: opcode 2") {
    CHECK(bench::client_frame("", bench::Opcode::binary) == "\x82\x80\x37\xfa\x21\x3d"s);
  }

  TEST_CASE("two frames in one read: one after the other") {
    const std::string bytes =
        "\x81\x02"
        "40"
        "\x82\x01"
        "b"s;
    const auto first = bench::read_frame(bytes);
    REQUIRE(first);
    CHECK(first->payload == "40");
    const auto second = bench::read_frame(std::string_view(bytes).substr(first->size_bytes));
    REQUIRE(second);
    CHECK(second->opcode == bench::Opcode::binary);
    CHECK(second->payload == "b");
  }

  TEST_CASE("a frame that arrives byte by byte: nothing before the last one") {
    const std::string bytes = "\x81\x7e\x00\x80"s + std::string(128, 'x');
    for (std::size_t size = 0; size < bytes.size(); ++size)
      CHECK_FALSE(bench::read_frame(std::string_view(bytes).substr(0, size)));
    CHECK(bench::read_frame(bytes)->payload == std::string(128, 'x'));
  }

  TEST_CASE("fragments, compression and masks: refused") {
    CHECK_THROWS_AS(bench::read_frame("\x01\x01x"s), bench::Failure);
    CHECK_THROWS_AS(bench::read_frame("\xc1\x01x"s), bench::Failure);
    CHECK_THROWS_AS(bench::read_frame("\x81\x81\x00\x00\x00\x00x"s), bench::Failure);
  }
}
