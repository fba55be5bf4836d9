#include "socketio/parser.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "socket_harness.hpp"

using namespace std::chrono_literals;
using socketio::Args;
using socketio::Options;
using socketio::RawJson;
using test::Frames;
using test::Notes;
using test::RawSocket;
using test::SocketHarness;

namespace {

/// "name arg arg", binary arguments as "<01 02>"; "closed: why"; "" for nothing.
std::string seen(const std::string& text, const std::vector<std::string>& attachments, Options options = {}) {
  SocketHarness t(std::move(options));
  std::string result;
  t.io.on_connection([&](socketio::Socket& socket) {
    socket.on_any([&](std::string_view event, const Args& args) {
      result += event;
      for (const RawJson& value : args) {
        const auto bytes = value.as_binary();
        result += ' ' + (bytes ? test::as_text({*bytes, true}) : std::string(value.text()));
      }
    });
    socket.on_error([&](std::string_view message) { result += "closed: " + std::string(message); });
  });
  RawSocket& client = t.join();
  client.send(text);
  for (const std::string& attachment : attachments) client.send_binary(attachment);
  CHECK(client.closed() == result.starts_with("closed: "));
  return result;
}

}  // namespace

TEST_SUITE("socketio/binary") {
  TEST_CASE("event: placeholders stand for the attachments, wherever they are") {
    CHECK(seen(R"(451-["x",{"_placeholder":true,"num":0}])", {"\x01\x02"}) == "x <01 02>");
    CHECK(seen(R"(452-["x",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}])", {"a", "b"}) ==
          "x <62> <61>");
    CHECK(seen(R"(451-["x",{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}])", {"a"}) ==
          "x <61> <61>");
    CHECK(seen(R"(451-["x",{ "num" : 0 , "more":[1], "_placeholder" : true }])", {"a"}) == "x <61>");
    CHECK(seen(R"(451-["x",{"_pl\u0061ceholder":true,"n\u0075m":0}])", {"a"}) == "x <61>");
    CHECK(seen(R"(451-["x",{"_placeholder":true,"num":0}])", {""}) == "x <>");
  }

  TEST_CASE("event: attachments may be unused, and ids and namespaces go with it") {
    CHECK(seen(R"(451-["x",1])", {"a"}) == "x 1");
    CHECK(seen(R"(451-/,17["x",{"_placeholder":true,"num":0}])", {"a"}) == "x <61>");
    CHECK(seen("451-", {"a"}) == "");
  }

  TEST_CASE("event: nested placeholders reach the application with their bytes") {
    SocketHarness t;
    t.io.on_connection([&](socketio::Socket& socket) {
      socket.on("x", [&](RawJson value) {
        const auto inner = value.member("deep");
        inner->for_each_element([&](const RawJson& element) {
          t.note(element.as_binary() ? test::as_text({*element.as_binary(), true}) : "none");
        });
      });
    });
    RawSocket& client = t.join();
    client.send(R"(452-["x",{"deep":[{"_placeholder":true,"num":1},{"_placeholder":"true","num":0}]}])");
    client.send_binary("a");
    CHECK(t.notes.empty());
    client.send_binary("b");
    CHECK(t.notes == Notes{"<62>", "none"});
  }

  TEST_CASE("count: digits, 1 to the limit, then '-'") {
    for (const std::string text :
         {R"(45["x"])", R"(45-["x"])", R"(451["x"])", "45", "451", R"(450-["x"])", R"(45-1-["x"])",
          R"(451.5-["x"])", R"(4511-["x"])", R"(45a-["x"])", R"(451e0-["x"])", R"(45 1-["x"])",
          R"(4599999999999999999999-["x"])", R"(46-[])", R"(460-[])"}) {
      CAPTURE(text);
      CHECK(seen(text, {}) == "closed: illegal attachments");
    }
    const std::vector<std::string> ten(10, "a");
    CHECK(seen(R"(4510-["x",{"_placeholder":true,"num":9}])", ten) == "x <61>");
    Options options;
    options.max_attachments = 2;
    CHECK(seen(R"(453-["x"])", {}, options) == "closed: illegal attachments");
    CHECK(seen(R"(452-["x"])", {"a", "b"}, options) == "x");
  }

  TEST_CASE("placeholder: its number must name an attachment") {
    for (const std::string num :
         {"1", "-1", "0.5", "\"0\"", "null", "true", "[0]", "{}", "1e999", "splice", "9007199254740992"}) {
      CAPTURE(num);
      const std::string text =
          R"(451-["x",{"_placeholder":true,"num":)" + (num == "splice" ? R"("splice")" : num) + "}]";
      CHECK(seen(text, {"a"}) == "closed: illegal attachments");
    }
    CHECK(seen(R"(451-["x",{"_placeholder":true}])", {"a"}) == "closed: illegal attachments");
    CHECK(seen(R"(451-["x",[{"a":{"_placeholder":true,"num":1}}]])", {"a"}) == "closed: illegal attachments");
    CHECK(seen(R"(451-["x",{"_placeholder":true,"num":1,"num":0}])", {"a"}) == "x <61>");
    CHECK(seen(R"(451-["x",{"_placeholder":true,"num":0.0}])", {"a"}) == "x <61>");
  }

  TEST_CASE("placeholder: inside another one it is ignored, as its other members are") {
    CHECK(seen(R"(451-["x",{"_placeholder":true,"num":0,"a":{"_placeholder":true,"num":7}}])", {"a"}) ==
          "x <61>");
  }

  TEST_CASE("placeholder: another value than true makes it an ordinary object") {
    for (const std::string value : {"false", "1", "\"true\"", "null"}) {
      const std::string object = R"({"_placeholder":)" + value + R"(,"num":5})";
      CHECK(seen(R"(451-["x",)" + object + "]", {"a"}) == "x " + object);
    }
    CHECK(seen(R"(451-["x","{\"_placeholder\":true,\"num\":5}"])", {"a"}) ==
          R"(x "{\"_placeholder\":true,\"num\":5}")");
    CHECK(seen(R"(451-["x",["_placeholder",true,"num",5]])", {"a"}) == R"(x ["_placeholder",true,"num",5])");
  }

  TEST_CASE("placeholder: in a text event it is ordinary data") {
    CHECK(seen(R"(42["x",{"_placeholder":true,"num":0}])", {}) == R"(x {"_placeholder":true,"num":0})");
  }

  TEST_CASE("text while attachments are awaited closes the connection") {
    SocketHarness t;
    t.io.on_connection([&](socketio::Socket& socket) {
      socket.on_any([&](std::string_view event, const Args&) { t.note(std::string(event)); });
      socket.on_error([&](std::string_view message) { t.note(std::string(message)); });
    });
    RawSocket& client = t.join();
    client.send(R"(452-["x"])");
    client.send_binary("a");
    client.send(R"(42["y"])");
    CHECK(client.closed());
    CHECK(t.notes == Notes{"got plaintext data when reconstructing a packet"});
  }

  TEST_CASE("pings go on while attachments are awaited") {
    SocketHarness t;
    t.io.on_connection([&](socketio::Socket& socket) {
      socket.on_any([&](std::string_view event, const Args&) { t.note(std::string(event)); });
    });
    RawSocket& client = t.join();
    t.advance(20s);
    client.send(R"(451-["x"])");
    t.advance(20s);
    client.send_binary("a");
    CHECK(t.notes == Notes{"x"});
  }

  TEST_CASE("a binary message that nobody announced closes the connection") {
    SocketHarness t;
    RawSocket& joined = t.join();
    joined.send_binary("a");
    CHECK(joined.closed());
    RawSocket& fresh = t.open();
    fresh.send_binary("a");
    CHECK(fresh.closed());
    RawSocket& complete = t.join();
    complete.send(R"(451-["x"])");
    complete.send_binary("a");
    CHECK_FALSE(complete.closed());
    complete.send_binary("b");
    CHECK(complete.closed());
  }

  TEST_CASE("attachments of one packet are limited in sum") {
    Options options;
    options.max_attachment_bytes = 10;
    const std::string five(5, 'a');
    CHECK(seen(R"(452-["x"])", {five, five}, options) == "x");
    CHECK(seen(R"(452-["x"])", {five, five + "a"}, options) == "closed: illegal attachments");
    CHECK(seen(R"(452-["x"])", {five + five + "a"}, options) == "closed: illegal attachments");
  }

  TEST_CASE("attachments must come in time") {
    Options options;
    options.attachments_timeout = 5s;
    SocketHarness t(options);
    t.io.on_connection([&](socketio::Socket& socket) { t.note_end(socket); });
    RawSocket& slow = t.join();
    slow.send(R"(452-["x"])");
    t.advance(3s);
    slow.send_binary("a");
    t.advance(1999ms);
    CHECK_FALSE(slow.closed());
    t.advance(1ms);
    CHECK(slow.closed());
    CHECK(t.notes == Notes{"disconnecting forced close", "disconnect forced close"});
  }

  TEST_CASE("attachments that came stop the clock") {
    Options options;
    options.attachments_timeout = 5s;
    SocketHarness t(options);
    RawSocket& client = t.join();
    client.send(R"(451-["x"])");
    t.advance(4s);
    client.send_binary("a");
    client.send(R"(451-["x"])");
    t.advance(4s);
    client.send_binary("a");
    t.advance(60s);
    CHECK_FALSE(client.closed());
  }

  TEST_CASE("emit: bytes become placeholders and follow at once") {
    SocketHarness t;
    RawSocket& client = t.join();
    const socketio::Binary one{base::SharedBytes::copy("\x01\xff")};
    const socketio::Binary two{base::SharedBytes::copy("b")};
    t.socket(1).emit("x", one, 7, std::vector<socketio::Binary>{two, one});
    t.socket(1).emit("y");
    CHECK(client.frames() ==
          Frames{R"(453-["x",{"_placeholder":true,"num":0},7,[{"_placeholder":true,"num":1},)"
                 R"({"_placeholder":true,"num":2}]])",
                 "<01 ff>", "<62>", "<01 ff>", R"(42["y"])"});
  }

  TEST_CASE("relay: what came with attachments goes on with them, renumbered") {
    SocketHarness t;
    t.io.on_connection([](socketio::Socket& socket) {
      socket.on("two", [&socket](RawJson first, RawJson second) {
        socket.emit("back", second, first, socketio::Binary{base::SharedBytes::copy("new")}, second);
      });
      socket.on("all", [&socket](Args args) { socket.emit("back", args); });
    });
    RawSocket& client = t.join();
    client.send(
        R"(452-["two",{"a":[{"_placeholder":true,"num":1}], "b" : 1},{"_placeholder":true,"num":0}])");
    client.send_binary("0");
    client.send_binary("1");
    CHECK(
        client.frames() ==
        Frames{R"(454-["back",{"_placeholder":true,"num":0},{"a":[{"_placeholder":true,"num":1}], "b" : 1},)"
               R"({"_placeholder":true,"num":2},{"_placeholder":true,"num":3}])",
               "<30>", "<31>", "<6e 65 77>", "<30>"});
    client.send(R"(451-["all",1,{"num":0,"_placeholder":true,"x":{"_placeholder":true,"num":5}},"a"])");
    client.send_binary("0");
    CHECK(client.frames() == Frames{R"(451-["back",1,{"_placeholder":true,"num":0},"a"])", "<30>"});
  }

  TEST_CASE("relay: without placeholders in it, a value stays text") {
    SocketHarness t;
    t.io.on_connection([](socketio::Socket& socket) {
      socket.on("x", [&socket](RawJson value) { socket.emit("back", value); });
    });
    RawSocket& client = t.join();
    client.send(R"(451-["x",{ "a" : "{\"_placeholder\":true}" },{"_placeholder":true,"num":0}])");
    client.send_binary("0");
    CHECK(client.frames() == Frames{R"(42["back",{ "a" : "{\"_placeholder\":true}" }])"});
  }

  TEST_CASE("acknowledgement with bytes, both ways") {
    SocketHarness t;
    t.io.on_connection([](socketio::Socket& socket) {
      socket.on("x", [](socketio::Binary bytes, socketio::Ack<socketio::Binary, int> ack) { ack(bytes, 1); });
    });
    RawSocket& client = t.join();
    client.send(R"(451-12["x",{"_placeholder":true,"num":0}])");
    client.send_binary("a");
    CHECK(client.frames() == Frames{R"(461-12[{"_placeholder":true,"num":0},1])", "<61>"});
    t.socket(1).timeout(1s).emit(
        "q", [&](std::error_code, socketio::Binary bytes) { t.note(std::string(bytes.bytes.view())); });
    CHECK(client.frames() == Frames{R"(420["q"])"});
    client.send(R"(461-0[{"_placeholder":true,"num":0}])");
    client.send_binary("z");
    CHECK(t.notes == Notes{"z"});
  }
}
