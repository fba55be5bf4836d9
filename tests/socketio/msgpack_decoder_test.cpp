#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "json_scan.hpp"
#include "packed.hpp"
#include "socket_harness.hpp"
#include "socketio/parser.hpp"

using socketio::Args;
using socketio::Options;
using socketio::RawJson;
using test::packed;
using test::packed_packet;
using test::RawSocket;
using test::SocketHarness;

namespace {

Options with_msgpack() {
  Options options;
  options.parser = socketio::make_msgpack_parser;
  return options;
}

std::string as_words(std::string_view event, const Args& args) {
  std::string words(event);
  for (const RawJson& value : args) {
    const auto bytes = value.as_binary();
    words += ' ' + (bytes ? test::as_text({*bytes, true}) : std::string(value.text()));
  }
  return words;
}

/// What the application sees when a client that joined "/" sends these bytes: "name arg arg", "closed: why",
/// or "" for nothing.
std::string seen_bytes(const std::string& message, Options options = with_msgpack()) {
  SocketHarness t(std::move(options));
  std::string result;
  t.io.on_connection([&](socketio::Socket& socket) {
    socket.on_any([&](std::string_view event, const Args& args) { result += as_words(event, args); });
    socket.on_error([&](std::string_view why) { result += "closed: " + std::string(why); });
  });
  RawSocket& client = t.open();
  client.send_binary(packed_packet(0, ""));
  REQUIRE(t.io.of("/").size() == 1);
  client.send_binary(message);
  CHECK(client.closed() == result.starts_with("closed: "));
  return result;
}
std::string seen(std::string_view notation, Options options = with_msgpack()) {
  return seen_bytes(packed(notation), std::move(options));
}

/// The one argument of an event "x", as the application gets it.
std::string argument(std::string_view notation) {
  const std::string words = seen_bytes(packed_packet(2, "92 a1'x' " + std::string(notation)));
  return words.starts_with("x ") ? words.substr(2) : words;
}

std::string repeated(std::size_t times, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_SUITE("socketio/msgpack_decoder") {
  TEST_CASE("event: the members of a packet may come in any order, and others are ignored") {
    for (const std::string notation : {
             "83 a4'type' 02 a4'data' 92 a2'hi' 01 a3'nsp' a1'/'",
             "83 a3'nsp' a1'/' a4'data' 92 a2'hi' 01 a4'type' 02",
             "84 a4'type' 02 a4'data' 92 a2'hi' 01 a7'options' 81 a8'compress' c3 a3'nsp' a1'/'",
             "84 a7'options' 92 90 81 a1'a' 92 c4 01 00 a1'b' a4'type' 02 a4'data' 92 a2'hi' 01 a3'nsp' "
             "a1'/'",
             "84 05 a1'?' a4'type' 02 a4'data' 92 a2'hi' 01 a3'nsp' a1'/'",
             "de 00 03 d9 04'type' cc 02 da 00 04'data' dd 00 00 00 02 db 00 00 00 02'hi' d3 00 00 00 00 00 "
             "00 "
             "00 01 a3'nsp' a1'/'",
         }) {
      CAPTURE(notation);
      CHECK(seen(notation) == "hi 1");
    }
  }

  TEST_CASE("event: of members with one name the last counts, as in JavaScript") {
    CHECK(seen("84 a4'data' 92 a1'x' c4 01 ff a4'data' 92 a2'hi' 01 a4'type' 02 a3'nsp' a1'/'") == "hi 1");
    CHECK(seen("84 a4'type' 00 a4'type' 02 a4'data' 92 a2'hi' 01 a3'nsp' a1'/'") == "hi 1");
    CHECK(argument("82 a1'a' 01 a1'a' 02") == R"({"a":1,"a":2})");
  }

  TEST_CASE("numbers: integers as they are, floats in the shortest text that reads back") {
    CHECK(argument("00") == "0");
    CHECK(argument("7f") == "127");
    CHECK(argument("ff") == "-1");
    CHECK(argument("e0") == "-32");
    CHECK(argument("cc ff") == "255");
    CHECK(argument("cd ff ff") == "65535");
    CHECK(argument("ce ff ff ff ff") == "4294967295");
    CHECK(argument("cf 00 20 00 00 00 00 00 01") == "9007199254740993");
    CHECK(argument("cf ff ff ff ff ff ff ff ff") == "18446744073709551615");
    CHECK(argument("d0 80") == "-128");
    CHECK(argument("d1 80 00") == "-32768");
    CHECK(argument("d2 80 00 00 00") == "-2147483648");
    CHECK(argument("d3 80 00 00 00 00 00 00 00") == "-9223372036854775808");
    CHECK(argument("d0 05") == "5");
    CHECK(argument("ca 3f 00 00 00") == "0.5");
    CHECK(argument("ca 3d cc cc cd") == "0.10000000149011612");
    CHECK(argument("cb 3f b9 99 99 99 99 99 9a") == "0.1");
    CHECK(argument("cb 40 00 00 00 00 00 00 00") == "2");
    CHECK(argument("cb 7f ef ff ff ff ff ff ff") == "1.7976931348623157e+308");
    CHECK(argument("cb 44 b5 2d 02 c7 e1 4a f6") == "1e+23");
  }

  TEST_CASE("numbers: what JSON has no word for is null") {
    CHECK(argument("cb 7f f8 00 00 00 00 00 00") == "null");
    CHECK(argument("cb 7f f0 00 00 00 00 00 00") == "null");
    CHECK(argument("ca ff 80 00 00") == "null");
  }

  TEST_CASE("nil, booleans, strings, arrays, maps") {
    CHECK(argument("c0") == "null");
    CHECK(argument("c3") == "true");
    CHECK(argument("c2") == "false");
    CHECK(argument("a0") == R"("")");
    CHECK(argument("a3 22 5c 0a") == R"("\"\\\n")");
    CHECK(argument("a1 00") == R"("\u0000")");
    CHECK(argument("a4 f0 9f 92 a9") == "\"\xf0\x9f\x92\xa9\"");
    CHECK(argument("92 90 80") == "[[],{}]");
    CHECK(argument("82 a1'a' 92 01 81 a1'b' c0 a1'c' c2") == R"({"a":[1,{"b":null}],"c":false})");
    CHECK(argument("dc 00 02 01 02") == "[1,2]");
    CHECK(argument("df 00 00 00 01 a1'a' 01") == R"({"a":1})");
  }

  TEST_CASE("undefined is null") {
    CHECK(argument("d4 00 00") == "null");
    CHECK(argument("92 d4 00 00 01") == "[null,1]");
    CHECK(argument("81 a1'a' d4 00 00") == R"({"a":null})");
  }

  TEST_CASE("dates arrive as JSON.stringify writes them") {
    CHECK(argument("d7 00 00 00 00 00 00 00 00 00") == R"("1970-01-01T00:00:00.000Z")");
    CHECK(argument("d7 00 00 00 01 8d f5 0f 67 83") == R"("2024-02-29T13:30:43.971Z")");
    CHECK(argument("d7 00 ff ff ff ff ff ff ff ff") == R"("1969-12-31T23:59:59.999Z")");
    CHECK(argument("d7 00 ff ff c7 75 90 fb 9f ff") == R"("-000001-12-31T23:59:59.999Z")");
    CHECK(argument("d7 00 ff ff c7 75 90 fb a0 00") == R"("0000-01-01T00:00:00.000Z")");
    CHECK(argument("d7 00 ff e1 4d f7 3d 24 00 00") == R"("-271821-04-20T00:00:00.000Z")");
    CHECK(argument("d7 00 00 00 e6 77 d2 1f dc 00") == R"("+010000-01-01T00:00:00.000Z")");
    CHECK(argument("d7 00 00 1e b2 08 c2 dc 00 00") == R"("+275760-09-13T00:00:00.000Z")");
    CHECK(argument("d7 00 00 1e b2 08 c2 dc 00 01") == "null");
    CHECK(argument("d7 00 80 00 00 00 00 00 00 00") == "null");
  }

  TEST_CASE("binary: bin and ext 0 of any length, also those of undefined and of a date") {
    CHECK(argument("c4 02 01 ff") == "<01 ff>");
    CHECK(argument("c5 00 01 07") == "<07>");
    CHECK(argument("c6 00 00 00 00") == "<>");
    CHECK(argument("c7 03 00 01 02 03") == "<01 02 03>");
    CHECK(argument("c7 01 00 00") == "<00>");
    CHECK(argument("c7 00 00") == "<>");
    CHECK(argument("c7 08 00 01 02 03 04 05 06 07 08") == "<01 02 03 04 05 06 07 08>");
    CHECK(argument("c8 00 08 00 00 00 00 00 00 00 00 00") == "<00 00 00 00 00 00 00 00>");
    CHECK(argument("c9 00 00 00 01 00 00") == "<00>");
    CHECK(argument("d5 00 01 02") == "<01 02>");
    CHECK(argument("d6 00 01 02 03 04") == "<01 02 03 04>");
    CHECK(argument("d8 00 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f") ==
          "<00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f>");
  }

  TEST_CASE("binary: large and nested ones keep their bytes after the message is gone") {
    SocketHarness t(with_msgpack());
    std::vector<base::SharedBytes> kept;
    t.io.on_connection([&](socketio::Socket& socket) {
      socket.on("x", [&](RawJson value) {
        kept.push_back(*value.member("large")->as_binary());
        value.member("small")->for_each_element([&](const RawJson& e) { kept.push_back(*e.as_binary()); });
      });
    });
    RawSocket& client = t.open();
    client.send_binary(packed_packet(0, ""));
    const std::string large(200, 'L');
    client.send_binary(
        packed_packet(2, "92 a1'x' 82 a5'large' c4 c8'" + large + "' a5'small' 92 c4 01'a' c4 01'b'"));
    client.send_binary(packed_packet(2, "92 a1'y' c4 c8'" + std::string(200, 'M') + "'"));
    REQUIRE(kept.size() == 3);
    CHECK(kept[0].view() == large);
    CHECK(kept[1].view() == "a");
    CHECK(kept[2].view() == "b");
  }

  TEST_CASE("other extensions arrive as pairs of type and bytes") {
    CHECK(argument("d6 ff 01 02 03 04") == R"([-1,{"_placeholder":true,"num":0}])");
    CHECK(argument("c7 01 05 09") == R"([5,{"_placeholder":true,"num":0}])");
    CHECK(argument("d4 01 00") == R"([1,{"_placeholder":true,"num":0}])");
  }

  TEST_CASE("keys that are no strings become strings; of those that cannot the connection closes") {
    CHECK(argument("81 05 01") == R"({"5":1})");
    CHECK(argument("81 ff 01") == R"({"-1":1})");
    CHECK(argument("81 c3 01") == R"({"true":1})");
    CHECK(argument("81 c0 01") == R"({"null":1})");
    CHECK(argument("81 cb 3f b9 99 99 99 99 99 9a 01") == R"({"0.1":1})");
    for (const std::string key :
         {"90", "80", "91 01", "c4 00", "d4 00 00", "d7 00 00 00 00 00 00 00 00 00"}) {
      CAPTURE(key);
      CHECK(argument("81 " + key + " 01") == "closed: invalid payload");
      CHECK(seen("84 " + key + " 01 a4'type' 02 a4'data' 91 a1'x' a3'nsp' a1'/'") ==
            "closed: invalid payload");
    }
  }

  TEST_CASE("a peer's own placeholder is ordinary data, but not beside binary") {
    const std::string forged = "82 ac'_placeholder' c3 a3'num' 00";
    CHECK(argument(forged) == R"({"_placeholder":true,"num":0})");
    CHECK(argument("92 c4 01 ff " + forged) == "closed: illegal attachments");
    CHECK(argument("92 " + forged + " c4 01 ff") == "closed: illegal attachments");
    CHECK(argument("92 c4 01 ff 81 ac'_placeholder' c2") ==
          R"([{"_placeholder":true,"num":0},{"_placeholder":false}])");
    CHECK(argument("93 c4 01 ff 81 ac'_placeholder' 91 c3 c3") ==
          R"([{"_placeholder":true,"num":0},{"_placeholder":[true]},true])");
    CHECK(argument("93 c4 01 ff 81 ac'_placeholder' 01 c3") ==
          R"([{"_placeholder":true,"num":0},{"_placeholder":1},true])");
  }

  TEST_CASE("packet type: an integer from 0 to 4, nothing else") {
    for (const std::string type : {"05", "06", "cc ff", "ff", "cb 40 00 00 00 00 00 00 00", "d4 00 00"}) {
      CAPTURE(type);
      CHECK(seen("83 a4'type' " + type + " a4'data' 91 a1'x' a3'nsp' a1'/'") ==
            "closed: unknown packet type");
    }
    for (const std::string type : {"a1'2'", "c0", "c3", "90", "80", "c4 00"}) {
      CAPTURE(type);
      CHECK(seen("83 a4'type' " + type + " a4'data' 91 a1'x' a3'nsp' a1'/'") == "closed: invalid payload");
    }
    CHECK(seen("82 a4'data' 91 a1'x' a3'nsp' a1'/'") == "closed: unknown packet type");
    CHECK(seen("80") == "closed: unknown packet type");
  }

  TEST_CASE("namespace: a string that begins with '/' and has no ','") {
    for (const std::string nsp : {"a0", "a1'x'", "a4'/a,b'", "d4 00 00"}) {
      CAPTURE(nsp);
      CHECK(seen("83 a4'type' 02 a4'data' 91 a1'x' a3'nsp' " + nsp) == "closed: illegal namespace");
    }
    for (const std::string nsp : {"01", "c0", "c3", "90", "80", "c4 01'/'"}) {
      CAPTURE(nsp);
      CHECK(seen("83 a4'type' 02 a4'data' 91 a1'x' a3'nsp' " + nsp) == "closed: invalid payload");
    }
    CHECK(seen("82 a4'type' 02 a4'data' 91 a1'x'") == "closed: illegal namespace");
  }

  TEST_CASE("id: a whole number up to 2^53 - 1, or undefined") {
    CHECK(seen_bytes(packed_packet(2, "91 a1'x'", "a2'id' 00")) == "x");
    CHECK(seen_bytes(packed_packet(2, "91 a1'x'", "a2'id' cf 00 1f ff ff ff ff ff ff")) == "x");
    CHECK(seen_bytes(packed_packet(2, "91 a1'x'", "a2'id' d4 00 00")) == "x");
    for (const std::string id :
         {"cf 00 20 00 00 00 00 00 00", "cf ff ff ff ff ff ff ff ff", "ff", "d3 80 00 00 00 00 00 00 00",
          "cb 3f e0 00 00 00 00 00 00", "ca 3f 80 00 00"}) {
      CAPTURE(id);
      CHECK(seen_bytes(packed_packet(2, "91 a1'x'", "a2'id' " + id)) == "closed: illegal id");
    }
    for (const std::string id : {"a1'1'", "c0", "c3", "90", "80", "c4 01 01"}) {
      CAPTURE(id);
      CHECK(seen_bytes(packed_packet(2, "91 a1'x'", "a2'id' " + id)) == "closed: invalid payload");
    }
  }

  TEST_CASE("event: an array with a name that is a number or an allowed string") {
    CHECK(seen_bytes(packed_packet(2, "92 05 06")) == "5 6");
    for (const std::string data : {"90",
                                   "91 c0",
                                   "91 c3",
                                   "91 80",
                                   "91 91 a1'x'",
                                   "80",
                                   "a1'x'",
                                   "c0",
                                   "01",
                                   "c4 01 00",
                                   "91 c4 01 00",
                                   "91 d4 00 00",
                                   "91 a7'connect'",
                                   "91 ad'connect_error'",
                                   "91 aa'disconnect'",
                                   "91 ad'disconnecting'",
                                   "91 ab'newListener'",
                                   "91 ae'removeListener'",
                                   "",
                                   "d4 00 00"}) {
      CAPTURE(data);
      CHECK(seen_bytes(packed_packet(2, data)) == "closed: invalid payload");
    }
  }

  TEST_CASE("ack: an array") {
    CHECK(seen_bytes(packed_packet(3, "90", "a2'id' 07")) == "");
    for (const std::string data : {"80", "a1'x'", "c0", "01", "", "d4 00 00"}) {
      CAPTURE(data);
      CHECK(seen_bytes(packed_packet(3, data, "a2'id' 07")) == "closed: invalid payload");
    }
  }

  TEST_CASE("connect: nothing, undefined or a map; disconnect: nothing or undefined") {
    for (const std::string data : {"", "d4 00 00", "80", "81 a1'k' 01"}) {
      CAPTURE(data);
      SocketHarness t(with_msgpack());
      t.open().send_binary(packed_packet(0, data));
      CHECK(t.io.of("/").size() == 1);
    }
    for (const std::string data : {"90", "c0", "a1'x'", "01", "c4 00"}) {
      CAPTURE(data);
      SocketHarness t(with_msgpack());
      RawSocket& client = t.open();
      client.send_binary(packed_packet(0, data));
      CHECK(client.closed());
      CHECK(t.io.of("/").size() == 0);
    }
    for (const std::string data : {"80", "90", "c0", "a1'x'"}) {
      CAPTURE(data);
      CHECK(seen_bytes(packed_packet(1, data)) == "closed: invalid payload");
    }
    CHECK(seen_bytes(packed_packet(1, "d4 00 00")) == "");
  }

  TEST_CASE("bytes that are no packet close the connection") {
    const std::string whole = packed_packet(2, "92 a1'x' 93 c4 02 01 02 cb 3f b9 99 99 99 99 99 9a a2'yz'");
    REQUIRE(seen_bytes(whole).starts_with("x ["));
    for (std::size_t size = 1; size < whole.size(); ++size) {
      CAPTURE(size);
      CHECK(seen_bytes(whole.substr(0, size)) == "closed: invalid MessagePack");
    }
    CHECK(seen_bytes("") == "closed: invalid MessagePack");
    CHECK(seen_bytes(whole + '\xc0') == "closed: invalid MessagePack");
    CHECK(seen("c1") == "closed: invalid MessagePack");
    CHECK(argument("c1") == "closed: invalid MessagePack");
    for (const std::string other : {"90", "93 02 91 a1'x' a1'/'", "c0", "05", "a1'2'", "c4 00", "d4 00 00"}) {
      CAPTURE(other);
      CHECK(seen(other) == "closed: invalid payload");
    }
  }

  TEST_CASE("strings that are not UTF-8 close the connection") {
    for (const std::string text : {"a1 ff", "a2 c3 28", "a2 c0 80", "a3 ed a0 80", "a4 f4 90 80 80"}) {
      CAPTURE(text);
      CHECK(argument(text) == "closed: invalid MessagePack");
      CHECK(argument("81 " + text + " 01") == "closed: invalid MessagePack");
    }
  }

  TEST_CASE("lengths that are not there cost nothing and close the connection") {
    for (const std::string huge : {"dd ff ff ff ff", "df ff ff ff ff", "db ff ff ff ff", "c6 ff ff ff ff",
                                   "c9 ff ff ff ff 00", "c9 ff ff ff fe 00", "dc ff ff", "de ff ff"}) {
      CAPTURE(huge);
      CHECK(argument(huge) == "closed: invalid MessagePack");
      CHECK(seen(huge).starts_with("closed: "));
    }
  }

  TEST_CASE("nesting: up to the limit and not beyond, also in members that are ignored") {
    Options options = with_msgpack();
    options.max_json_depth = 4;
    CHECK(seen_bytes(packed_packet(2, "92 a1'x' 91 91 90"), options) == "x [[[]]]");
    CHECK(seen_bytes(packed_packet(2, "92 a1'x' 91 91 91 90"), options) == "closed: JSON too deep");
    CHECK(seen_bytes(packed_packet(2, "92 a1'x' 81 a1'a' 91 81 a1'b' 01"), options) ==
          R"(x {"a":[{"b":1}]})");
    CHECK(seen_bytes(packed_packet(2, "92 a1'x' 81 a1'a' 91 91 80"), options) == "closed: JSON too deep");
    CHECK(seen_bytes(packed_packet(2, "91 a1'x'", "a1'?' 91 91 91 91 90"), options) ==
          "closed: JSON too deep");
    CHECK(argument(repeated(127, "91") + "90") == "closed: JSON too deep");
    CHECK(argument(repeated(126, "91") + "90").starts_with("[[["));
    CHECK(seen_bytes(std::string(900'000, '\x91')) == "closed: invalid payload");
    CHECK(argument(repeated(100'000, "91")) == "closed: JSON too deep");
  }

  TEST_CASE("binary: as many as the option says, of one packet") {
    Options options = with_msgpack();
    options.max_attachments = 2;
    CHECK(seen_bytes(packed_packet(2, "93 a1'x' c4 01 01 c4 01 02"), options) == "x <01> <02>");
    CHECK(seen_bytes(packed_packet(2, "94 a1'x' c4 01 01 c4 01 02 c4 00"), options) ==
          "closed: illegal attachments");
    CHECK(seen_bytes(packed_packet(2, "91 a1'x'", "a1'?' 93 c4 00 c4 00 c4 00"), options) ==
          "closed: illegal attachments");
  }

  TEST_CASE("whatever random bytes do to a packet, what is accepted is JSON with its attachments in place") {
    std::mt19937 random(1);
    const auto parser = socketio::make_msgpack_parser({});
    const auto decoder = parser->make_decoder();
    socketio::JsonValidator validator(128);
    const std::string whole = packed_packet(2,
                                            "97 a1'x' c4 02 01 02 cb 3f b9 99 99 99 99 99 9a 82 a1'a' 91 c0 "
                                            "a1'b' c3 d7 00 00 00 01 8d f5 0f 67 83 "
                                            "c7 03 00 01 02 03 d4 00 00",
                                            "a2'id' cd 01 02");
    int accepted = 0;
    for (int round = 0; round < 50'000; ++round) {
      std::string bytes = whole;
      for (int changes = 1 + static_cast<int>(random() % 3); changes > 0; --changes) {
        bytes[random() % bytes.size()] = static_cast<char>(random());
      }
      const auto packet = decoder->add_binary(base::SharedBytes::copy(bytes));
      if (!packet) continue;
      ++accepted;
      const socketio::Packet& got = **packet;
      REQUIRE((got.data.empty() || !validator.check(got.data)));
      const auto again = parser->encode(got.type, got.nsp, got.id, got.data, got.attachments);
      const auto second = decoder->add_binary(again.message.packet());
      REQUIRE(second);
      CHECK((*second)->data == got.data);
      CHECK((*second)->attachments.size() == got.attachments.size());
    }
    CHECK(accepted > 1'000);
  }

  TEST_CASE("text closes the connection, joined or not") {
    SocketHarness t(with_msgpack());
    std::string why;
    t.io.on_connection(
        [&](socketio::Socket& socket) { socket.on_error([&](std::string_view message) { why = message; }); });
    RawSocket& first = t.open();
    first.send("40");
    CHECK(first.closed());
    RawSocket& second = t.open();
    second.send_binary(packed_packet(0, ""));
    second.send(R"(42["x"])");
    CHECK(second.closed());
    CHECK(why == "message of another parser");
  }
}
