#include "socketio/parser.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "socket_harness.hpp"

using socketio::Args;
using socketio::Options;
using socketio::RawJson;
using test::Frames;
using test::RawSocket;
using test::SocketHarness;

namespace {

std::string as_words(std::string_view event, const Args& args) {
  std::string words(event);
  for (const RawJson& value : args) {
    const auto bytes = value.as_binary();
    words += ' ' + (bytes ? test::as_text({*bytes, true}) : std::string(value.text()));
  }
  return words;
}

/// What the application sees when a client that joined sends these messages: "name arg arg", "closed: why",
/// or "" for nothing. Messages after the first are binary.
std::string seen(const std::vector<std::string>& messages, Options options = {}) {
  SocketHarness t(std::move(options));
  std::string result;
  t.io.on_connection([&](socketio::Socket& socket) {
    socket.on_any([&](std::string_view event, const Args& args) { result += as_words(event, args); });
    socket.on_error([&](std::string_view message) { result += "closed: " + std::string(message); });
  });
  RawSocket& client = t.join();
  client.send(messages.front());
  for (std::size_t i = 1; i < messages.size(); ++i) client.send_binary(messages[i]);
  CHECK(client.closed() == result.starts_with("closed: "));
  return result;
}
std::string seen(const std::string& text, Options options = {}) {
  return seen(std::vector<std::string>{text}, std::move(options));
}

std::string repeated(std::size_t times, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_SUITE("socketio/decoder") {
  TEST_CASE("packet type: only 0 to 6 exist") {
    for (const std::string text : {"4", "47[\"x\"]", "49", "4abc", "4-1", "4 ", "4{}", "4/"}) {
      CAPTURE(text);
      CHECK(seen(text) == "closed: unknown packet type");
    }
    CHECK(seen(std::string("4\0", 2)) == "closed: unknown packet type");
  }

  TEST_CASE("event: name and arguments arrive as they were sent") {
    CHECK(seen(R"(42["x"])") == "x");
    CHECK(seen(R"(42["x",1,"a",null,true,{"a":[1,2]},[]])") == R"(x 1 "a" null true {"a":[1,2]} [])");
    CHECK(seen(R"(42["ü€😀","ü€😀"])") == R"(ü€😀 "ü€😀")");
    CHECK(seen(R"(42["",1])") == " 1");
    CHECK(seen(R"(42["error"])") == "error");
    CHECK(seen(R"(42["message"])") == "message");
  }

  TEST_CASE("event: the name is unescaped, the arguments are not") {
    CHECK(seen(R"(42["\u0061\"\\\n","\u0061"])") == "a\"\\\n \"\\u0061\"");
  }

  TEST_CASE("event: white space is allowed where JSON allows it") {
    CHECK(seen("42 [ \"x\" , 1 ,\t{ \"a\" : 2 }\r\n] ") == "x 1 { \"a\" : 2 }");
    CHECK(seen("42[\"x\"\v]") == "closed: invalid JSON");
    CHECK(seen("42[\"x\"\xc2\xa0]") == "closed: invalid JSON");
  }

  TEST_CASE("event: a number may be the name") {
    CHECK(seen("42[1,2]") == "1 2");
    CHECK(seen("42[-1.5]") == "-1.5");
  }

  TEST_CASE("event: other names, reserved ones and other payloads close the connection") {
    for (const std::string text :
         {"[]", "[ ]", "[null]", "[true]", "[{}]", "[[\"x\"]]", "{}", "\"x\"", "null", "true",
          R"(["connect"])", R"(["connect_error"])", R"(["disconnect"])", R"(["disconnecting"])",
          R"(["newListener"])", R"(["removeListener"])", R"(["\u0063onnect"])", R"([ "connect" ,1])"}) {
      CAPTURE(text);
      CHECK(seen("42" + text) == "closed: invalid payload");
    }
  }

  TEST_CASE("event: without a payload nobody is called") {
    CHECK(seen("42") == "");
    CHECK(seen("421") == "");
    CHECK(seen("42/,") == "");
  }

  TEST_CASE("JSON: anything that JSON.parse refuses closes the connection") {
    for (const std::string text : {R"(["x")",
                                   R"(["x"]])",
                                   R"(["x"],)",
                                   R"(["x"] 1)",
                                   R"(["x",])",
                                   R"(["x",,1])",
                                   R"([,"x"])",
                                   R"(["x",01])",
                                   R"(["x",1.])",
                                   R"(["x",.5])",
                                   R"(["x",+1])",
                                   R"(["x",-])",
                                   R"(["x",1e])",
                                   R"(["x",NaN])",
                                   R"(["x",Infinity])",
                                   R"(["x",undefined])",
                                   R"(["x",nul])",
                                   R"(["x",True])",
                                   R"(["x",'a'])",
                                   R"(["x",{a:1}])",
                                   R"(["x",{"a"}])",
                                   R"(["x",{"a":1,}])",
                                   R"(["x",{"a" 1}])",
                                   R"(["x","\x"])",
                                   R"(["x","\u12"])",
                                   R"(["x","\u12g4"])",
                                   R"(["x","\u-123"])",
                                   R"(["x","a])",
                                   R"(["x","\)",
                                   R"(["x"/**/])",
                                   R"(["x",{1:2}])",
                                   "[\"x\",\"\x01\"]",
                                   "[\"x\",\"\n\"]",
                                   "[",
                                   "]",
                                   R"(["x",1e999)",
                                   R"(["x","\uD800])",
                                   R"(["x",01e999])",
                                   R"(["x","\uD800",nul])"}) {
      CAPTURE(text);
      CHECK(seen("42" + text) == "closed: invalid JSON");
    }
  }

  TEST_CASE("JSON: a NUL byte is no end of the text") {
    CHECK(seen(std::string("42[\"x\"]\0", 8)) == "closed: invalid JSON");
    CHECK(seen(std::string("42[\"x\"]\0garbage", 15)) == "closed: invalid JSON");
    CHECK(seen(std::string("42[\"x\0\"]", 9)) == "closed: invalid JSON");
    CHECK(seen(std::string("42\0[\"x\"]", 9)) == "closed: invalid JSON");
    CHECK(seen(R"(42["x","\u0000"])") == R"(x "\u0000")");
  }

  TEST_CASE("JSON: no control character stands in a string, however long it is") {
    for (char control = 1; control < 0x20; ++control) {
      for (const std::size_t length : {1U, 15U, 16U, 40U}) {
        CAPTURE(int{control});
        CAPTURE(length);
        const std::string before(length, 'x');
        CHECK(seen("42[\"x\",\"" + before + control + before + "\"]") == "closed: invalid JSON");
      }
    }
  }

  TEST_CASE("JSON: what JavaScript accepts beyond most parsers is passed on as it came") {
    CHECK(seen(R"(42["x",1e999,-1e999])") == "x 1e999 -1e999");
    CHECK(seen(R"(42["x",1E+400,5e-400,[1e309]])") == "x 1E+400 5e-400 [1e309]");
    CHECK(seen("42[\"x\"," + std::string(400, '9') + "]") == "x " + std::string(400, '9'));
    CHECK(seen(R"(42["x","\uD800","\uDC00a","\uDC00\uD800"])") == R"(x "\uD800" "\uDC00a" "\uDC00\uD800")");
    CHECK(seen(R"(42["x","\ud83d\ude00"])") == R"(x "\ud83d\ude00")");
    CHECK(seen(R"(42["a\uD800b"])") ==
          "a\xef\xbf\xbd"
          "b");
  }

  TEST_CASE("JSON: nesting is limited") {
    Options options;
    options.max_json_depth = 4;
    CHECK(seen(R"(42["x",[[[1]]]])", options) == "x [[[1]]]");
    CHECK(seen(R"(42["x",{"a":[{"b":1}]},[]])", options) == R"(x {"a":[{"b":1}]} [])");
    CHECK(seen(R"(42["x",[[[[1]]]]])", options) == "closed: JSON too deep");
    CHECK(seen(R"(42["x",{"a":{"a":{"a":{}}}}])", options) == "closed: JSON too deep");
    // The unusual parts make the scanner look twice; the limit holds in the second look, too.
    CHECK(seen(R"(42["x",1e999,[[[[1]]]]])", options) == "closed: JSON too deep");
  }

  TEST_CASE("JSON: 128 levels are the default") {
    CHECK(seen("42[\"x\"," + std::string(127, '[') + std::string(127, ']') + "]").starts_with("x ["));
    CHECK(seen("42[\"x\"," + std::string(128, '[') + std::string(128, ']') + "]") == "closed: JSON too deep");
  }

  TEST_CASE("JSON: a megabyte of brackets ends the connection, not the server") {
    CHECK(seen("42" + std::string(1'000'000, '[')) == "closed: JSON too deep");
    CHECK(seen("42" + repeated(200'000, R"({"a":)")) == "closed: JSON too deep");
    CHECK(seen("42[\"x\"," + std::string(500'000, '[') + std::string(500'000, ']') + "]") ==
          "closed: JSON too deep");
    CHECK(seen("42[\"x\"" + repeated(300'000, ",[]") + "]").size() == 1 + 300'000 * 3);
  }

  TEST_CASE("namespace: from '/' to the comma or the end") {
    SocketHarness t;
    t.io.of("/a").on_connection(
        [&](socketio::Socket& socket) { socket.on("x", [&](Args args) { t.note(as_words("x", args)); }); });
    RawSocket& client = t.open();
    client.send("40/a");
    client.send(R"(42/a,["x",1])");
    CHECK(client.frames() == Frames{R"(40/a,{"sid":"<1>"})"});
    CHECK(t.take_notes() == test::Notes{"x 1"});
    client.send(R"(42/a["x",1])");
    CHECK(client.closed());
  }

  TEST_CASE("namespace: a query or a payload without comma belongs to the name") {
    SocketHarness t;
    t.io.of("/custom");
    RawSocket& client = t.open();
    client.send("40/custom?token=abc");
    client.send(R"(40/custom{"t":1})");
    client.send(R"(40/custom,{"t":1})");
    CHECK(client.frames() == Frames{R"(44/custom?token=abc,{"message":"Invalid namespace"})",
                                    R"(44/custom{"t":1},{"message":"Invalid namespace"})",
                                    R"(40/custom,{"sid":"<1>"})"});
  }

  TEST_CASE("namespace: '/' may be written out") {
    CHECK(seen(R"(42/,["x"])") == "x");
    CHECK(seen(R"(42/,7["x"])") == "x");
  }

  TEST_CASE("ack id: digits up to 2^53 - 1 come back as they were sent") {
    SocketHarness t;
    t.io.on_connection([](socketio::Socket& socket) { socket.on("x", [](socketio::Ack<> ack) { ack(); }); });
    RawSocket& client = t.join();
    client.send(R"(420["x"])");
    client.send(R"(429007199254740991["x"])");
    client.send(R"(42/,17["x"])");
    CHECK(client.frames() == Frames{"430[]", "439007199254740991[]", "4317[]"});
  }

  TEST_CASE("ack id: above 2^53 - 1, or not followed by the payload, it closes the connection") {
    CHECK(seen(R"(429007199254740992["x"])") == "closed: illegal id");
    CHECK(seen(R"(4218446744073709551616["x"])") == "closed: illegal id");
    CHECK(seen(R"(4299999999999999999999["x"])") == "closed: illegal id");
    CHECK(seen("42" + std::string(100'000, '9') + "[\"x\"]") == "closed: illegal id");
    CHECK(seen(R"(42-1["x"])") == "closed: invalid JSON");
    CHECK(seen(R"(421.5["x"])") == "closed: invalid JSON");
    CHECK(seen(R"(42 1["x"])") == "closed: invalid JSON");
    CHECK(seen(R"(42abc["message-with-ack",1])") == "closed: invalid JSON");
  }

  TEST_CASE("acknowledgement: an array or nothing; an unknown id is ignored") {
    CHECK(seen(R"(43[])") == "");
    CHECK(seen(R"(435[1,"a"])") == "");
    CHECK(seen("43") == "");
    CHECK(seen("430") == "");
    for (const std::string text : {"430{}", "430null", "430\"a\"", "4301"}) {
      CAPTURE(text);
      CHECK(seen(text).starts_with(text == "4301" ? "" : "closed: invalid payload"));
    }
  }

  TEST_CASE("disconnect: has no payload") {
    CHECK(seen("41{}") == "closed: invalid payload");
    CHECK(seen("41[]") == "closed: invalid payload");
    CHECK(seen("41null") == "closed: invalid payload");
  }

  TEST_CASE("connect: an object or nothing") {
    for (const std::string text : {"40[]", "40null", "40\"a\"", "40true", "40/,[]"}) {
      SocketHarness t;
      RawSocket& client = t.open();
      CAPTURE(text);
      client.send(text);
      CHECK(client.closed());
      CHECK(client.frames().empty());
    }
    SocketHarness t;
    RawSocket& client = t.open();
    client.send(R"(40 {"a":1} )");
    CHECK(client.frames() == Frames{R"(40{"sid":"<1>"})"});
    CHECK(t.socket(1).handshake().auth().text() == R"({"a":1})");
  }

  TEST_CASE("connect error: does not come from clients") {
    SocketHarness t;
    RawSocket& client = t.join();
    client.send(R"(44{"message":"x"})");
    CHECK(client.closed());
    CHECK(seen("44[]") == "closed: invalid payload");
  }
}
