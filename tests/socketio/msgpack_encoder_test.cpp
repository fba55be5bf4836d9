#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "packed.hpp"
#include "socketio/parser.hpp"

using base::SharedBytes;
using socketio::JsonWriter;
using socketio::PacketType;
using test::packed;

namespace {

std::string encoded(PacketType type, std::string_view nsp, std::optional<std::uint64_t> id,
                    std::string_view json, socketio::Attachments attachments = {}) {
  const auto packet = socketio::make_msgpack_parser({})->encode(type, nsp, id, json, attachments);
  CHECK(packet.attachments.empty());
  CHECK(packet.message.is_binary());
  return std::string(packet.message.packet().view());
}

/// The bytes of a payload, in hex and quotes.
std::string payload(std::string_view json, socketio::Attachments attachments = {}) {
  const std::string bytes = encoded(PacketType::event, "/", {}, json, attachments);
  const std::string before = packed("83 a4'type' 02 a4'data'");
  const std::string behind = packed("a3'nsp' a1'/'");
  REQUIRE(bytes.starts_with(before));
  REQUIRE(bytes.ends_with(behind));
  return bytes.substr(before.size(), bytes.size() - before.size() - behind.size());
}

}  // namespace

TEST_SUITE("socketio/msgpack_encoder") {
  TEST_CASE("a packet is a map; what it has not is left out") {
    CHECK(encoded(PacketType::connect, "/", {}, R"({"sid":"ab"})") ==
          packed("83 a4'type' 00 a4'data' 81 a3'sid' a2'ab' a3'nsp' a1'/'"));
    CHECK(encoded(PacketType::disconnect, "/x", {}, "") == packed("82 a4'type' 01 a3'nsp' a2'/x'"));
    CHECK(encoded(PacketType::event, "/x", 300, R"(["a"])") ==
          packed("84 a4'type' 02 a4'data' 91 a1'a' a2'id' cd 01 2c a3'nsp' a2'/x'"));
    CHECK(encoded(PacketType::ack, "/", 0, "[]") ==
          packed("84 a4'type' 03 a4'data' 90 a2'id' 00 a3'nsp' a1'/'"));
    CHECK(encoded(PacketType::connect_error, "/", {}, R"({"message":"no"})") ==
          packed("83 a4'type' 04 a4'data' 81 a7'message' a2'no' a3'nsp' a1'/'"));
  }

  TEST_CASE("numbers: whole ones as integers in their shortest form, others as 64-bit floats") {
    const std::vector<std::pair<std::string, std::string>> numbers = {
        {"0", "00"},
        {"-0", "00"},
        {"127", "7f"},
        {"128", "cc 80"},
        {"255", "cc ff"},
        {"256", "cd 01 00"},
        {"65535", "cd ff ff"},
        {"65536", "ce 00 01 00 00"},
        {"4294967295", "ce ff ff ff ff"},
        {"4294967296", "cf 00 00 00 01 00 00 00 00"},
        {"9007199254740993", "cf 00 20 00 00 00 00 00 01"},
        {"18446744073709551615", "cf ff ff ff ff ff ff ff ff"},
        {"18446744073709551616", "cb 43 f0 00 00 00 00 00 00"},
        {"-1", "ff"},
        {"-32", "e0"},
        {"-33", "d0 df"},
        {"-128", "d0 80"},
        {"-129", "d1 ff 7f"},
        {"-32769", "d2 ff ff 7f ff"},
        {"-2147483649", "d3 ff ff ff ff 7f ff ff ff"},
        {"-9223372036854775808", "d3 80 00 00 00 00 00 00 00"},
        {"0.1", "cb 3f b9 99 99 99 99 99 9a"},
        {"-0.5", "cb bf e0 00 00 00 00 00 00"},
        {"1.0", "01"},
        {"1e2", "64"},
        {"1e21", "cb 44 4b 1a e4 d6 e2 ef 50"},
        {"1e999", "cb 7f f0 00 00 00 00 00 00"},
    };
    for (const auto& [json, bytes] : numbers) {
      const std::string_view number = json;  // Clang 14 captures no structured binding
      CAPTURE(number);
      CHECK(test::as_text({SharedBytes::copy(payload(json)), true}) == "<" + bytes + ">");
    }
  }

  TEST_CASE("null, booleans, strings") {
    CHECK(payload("[null,true,false]") == packed("93 c0 c3 c2"));
    CHECK(payload(R"("")") == packed("a0"));
    CHECK(payload(R"("\"\\\/\b\f\n\r\t")") == packed("a8 22 5c 2f 08 0c 0a 0d 09"));
    CHECK(payload(R"("\u00e9\ud83d\udca9\ud800")") == packed("a9 c3 a9 f0 9f 92 a9 ef bf bd"));
    CHECK(payload('"' + std::string(31, 'a') + '"') == packed("bf") + std::string(31, 'a'));
    CHECK(payload('"' + std::string(32, 'a') + '"') == packed("d9 20") + std::string(32, 'a'));
    CHECK(payload('"' + std::string(256, 'a') + '"') == packed("da 01 00") + std::string(256, 'a'));
    CHECK(payload('"' + std::string(65'536, 'a') + '"') ==
          packed("db 00 01 00 00") + std::string(65'536, 'a'));
  }

  TEST_CASE("arrays and objects say how many values they have, each its own") {
    CHECK(payload("[[],{},[[1],2]]") == packed("93 90 80 92 91 01 02"));
    CHECK(payload(R"({"a":{"b":[{}],"c":"]"},"d":"{"})") ==
          packed("82 a1'a' 82 a1'b' 91 80 a1'c' a1']' a1'd' a1'{'"));
    CHECK(payload(R"( { "a" : [ 1 , 2 ] , "b" : "x:y" } )") == packed("82 a1'a' 92 01 02 a1'b' a3'x:y'"));
    std::string many = "0";
    for (int i = 1; i < 16; ++i) many += ",0";
    CHECK(payload('[' + many + ']') == packed("dc 00 10") + std::string(16, '\0'));
    for (int i = 16; i < 65'536; ++i) many += ",0";
    CHECK(payload('[' + many + ']') == packed("dd 00 01 00 00") + std::string(65'536, '\0'));
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    CHECK(payload(deep) == std::string(99'999, '\x91') + '\x90');
  }

  TEST_CASE("binary stands in its place, as often as it is named") {
    const std::vector<SharedBytes> bytes = {SharedBytes::copy("ab"), SharedBytes::copy("")};
    CHECK(payload(R"(["x",{"_placeholder":true,"num":1},{"b":{"num":0,"_placeholder":true}},1])", bytes) ==
          packed("94 a1'x' c4 00 81 a1'b' c4 02'ab' 01"));
    CHECK(payload(R"([{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}])", bytes) ==
          packed("92 c4 02'ab' c4 02'ab'"));
    const std::vector<SharedBytes> large = {SharedBytes::copy(std::string(70'000, 'x'))};
    CHECK(payload(R"([{"_placeholder":true,"num":0}])", large) ==
          packed("91 c6 00 01 11 70") + std::string(70'000, 'x'));
  }

  TEST_CASE("what only looks like a placeholder is an object") {
    const std::vector<SharedBytes> bytes = {SharedBytes::copy("ab")};
    CHECK(payload(R"([{"_placeholder":true,"num":0}])") == packed("91 82 ac'_placeholder' c3 a3'num' 00"));
    CHECK(payload(R"([{"_placeholder":true,"num":1}])", bytes) ==
          packed("91 82 ac'_placeholder' c3 a3'num' 01"));
    CHECK(payload(R"([{"_placeholder":true}])", bytes) == packed("91 81 ac'_placeholder' c3"));
    CHECK(payload(R"([{"_placeholder":false,"num":0}])", bytes) ==
          packed("91 82 ac'_placeholder' c2 a3'num' 00"));
  }

  TEST_CASE("text that is not JSON gives some bytes and does no harm") {
    const std::vector<SharedBytes> bytes = {SharedBytes::copy("ab")};
    for (const std::string json : {"]", "}}", "[", "{\"a\"", "\"", "\"\\", "\"a\\\"", "[1,,]", "nonsense",
                                   "-", ":", "[}", "{\"a\":", "\\", "[\"_placeholder\":true}"}) {
      CAPTURE(json);
      CHECK_FALSE(encoded(PacketType::event, "/", {}, json).empty());
      CHECK_FALSE(encoded(PacketType::event, "/", {}, json, bytes).empty());
    }
  }
}
