// Clients of Socket.IO 1.x and 2.x: sessions of Engine.IO 3.
#include <doctest/doctest.h>

#include <cstring>
#include <optional>

#include "socket_harness.hpp"
#include "socketio/socketio.hpp"

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using socketio::Args;
using socketio::Binary;
using socketio::Options;
using socketio::Reject;
using socketio::Socket;
using test::Frames;
using test::Notes;
using test::RawSocket;
using test::SocketHarness;

namespace {

Options with_eio3() {
  Options options;
  options.engine.allow_eio3 = true;
  return options;
}

struct LegacyHarness : SocketHarness {
  explicit LegacyHarness(Options options = with_eio3()) : SocketHarness(std::move(options)) {
    for (const char* nsp : {"/", "/custom"}) {
      io.of(nsp).on_connection([](Socket& socket) {
        socket.on("echo", [&socket](Args args, socketio::Ack<Args> ack) {
          if (ack) return ack(args);
          socket.emit("echo", args);
        });
      });
    }
  }
  /// Notes id and auth of each socket that joins.
  void note_joins() {
    for (const char* nsp : {"/", "/custom"}) {
      io.of(nsp).on_connection([this](Socket& socket) {
        note(with_names(socket.id()) + ' ' + std::string(socket.handshake().auth().text()));
      });
    }
  }
};

}  // namespace

TEST_SUITE("socketio/legacy") {
  TEST_CASE("the server joins / itself: CONNECT without payload, then what the connection handler emits") {
    LegacyHarness t;
    t.io.on_connection([](Socket& socket) {
      socket.emit("hello", socket.id(), socket.handshake().auth(), socket.handshake().query().get("token"));
    });
    RawSocket& client = t.open_legacy("&token=abc");
    CHECK(client.frames() == Frames{"40", R"(42["hello","<1>",{},"abc"])"});
    CHECK(t.io.socket_ids() == std::vector<std::string>{t.id(1)});
    CHECK(t.io.engine().find(t.id(1)) != nullptr);
  }

  TEST_CASE("on polling the CONNECT comes with the handshake") {
    LegacyHarness t;
    const auto handshake = t.wire.get("/socket.io/?EIO=3&transport=polling");
    t.settle();
    CHECK(t.wire[handshake].body().ends_with("}2:40"));
    const std::string sid = t.wire[handshake].body().substr(std::strlen(R"(118:0{"sid":")"), 20);
    const std::string target = "/socket.io/?EIO=3&transport=polling&sid=" + sid;
    t.wire.post(target, "14:42[\"echo\",\"\xe2\x82\xac\"]");
    t.settle();
    const auto poll = t.wire.get(target);
    t.settle();
    CHECK(t.wire[poll].body() == "14:42[\"echo\",\"\xe2\x82\xac\"]");
  }

  TEST_CASE("a client that sends CONNECT for / is in it already: the connection closes") {
    LegacyHarness t;
    RawSocket& client = t.open_legacy();
    client.send("40");
    CHECK(client.closed());
  }

  TEST_CASE("other namespaces: CONNECT without payload both ways; the id is made of the session's") {
    LegacyHarness t;
    t.note_joins();
    RawSocket& client = t.open_legacy();
    client.send("40/custom,");
    CHECK(client.frames() == Frames{"40", "40/custom,"});
    CHECK(t.take_notes().back() == "/custom#<1> {}");
    CHECK(t.io.of("/custom").find("/custom#" + t.id(1)) != nullptr);
  }

  TEST_CASE("the query behind a namespace is its auth") {
    LegacyHarness t;
    t.note_joins();
    const auto auth_of = [&](const std::string& query) {
      RawSocket& client = t.open_legacy();
      t.take_notes();
      client.send("40/custom?" + query + ",");
      CHECK(client.frames() == Frames{"40", "40/custom,"});
      const std::string note = t.take_notes().front();
      return note.substr(note.find(' ') + 1);
    };
    CHECK(auth_of("token=abc") == R"({"token":"abc"})");
    CHECK(auth_of("") == "{}");
    CHECK(auth_of("b=1&a=2&b=3&flag") == R"({"b":"3","a":"2","flag":""})");
    CHECK(auth_of("q=%22a+b%2C%E2%82%AC%22") == "{\"q\":\"\\\"a b,\xe2\x82\xac\\\"\"}");
    CHECK(auth_of("a=%ff&%fe=1&c=2") == R"({"c":"2"})");
    CHECK(auth_of("a?b=1?2") == R"({"a?b":"1?2"})");
  }

  TEST_CASE("without the ',' the query is the rest of the packet") {
    LegacyHarness t;
    t.note_joins();
    RawSocket& client = t.open_legacy();
    client.send("40/custom?token=abc");
    CHECK(client.frames() == Frames{"40", "40/custom,"});
    CHECK(t.take_notes().back() == R"(/custom#<1> {"token":"abc"})");
  }

  TEST_CASE("a query behind the namespace of any other packet is not part of its name") {
    LegacyHarness t;
    RawSocket& client = t.open_legacy();
    client.send("40/custom?a=1,");
    client.send(R"(42/custom?a=1,["echo",1])");
    CHECK(client.frames() == Frames{"40", "40/custom,", R"(42/custom,["echo",1])"});
  }

  TEST_CASE("a query that is too long costs the connection") {
    LegacyHarness t;
    RawSocket& client = t.open_legacy();
    client.send("40/custom?" + std::string(8'192, 'q') + ",");
    CHECK_FALSE(client.closed());
    client.send("40/other?" + std::string(8'193, 'q') + ",");
    CHECK(client.closed());
  }

  TEST_CASE("clients of today: a query is part of the name") {
    LegacyHarness t;
    RawSocket& client = t.join();
    client.send("40/custom?token=abc,");
    CHECK(client.frames() == Frames{R"(44/custom?token=abc,{"message":"Invalid namespace"})"});
  }

  TEST_CASE("unknown namespace: an error, and the connection stays") {
    LegacyHarness t;
    RawSocket& client = t.open_legacy();
    client.send("40/zz?a=1,");
    CHECK(client.frames() == Frames{"40", R"(44/zz,{"message":"Invalid namespace"})"});
    CHECK_FALSE(client.closed());
  }

  TEST_CASE("a middleware refuses: the message as a string, or the data alone") {
    LegacyHarness t;
    t.io.of("/denied").use([](Socket&, const socketio::Next& next) { next(Reject{"denied \"!\""}); });
    t.io.of("/denied2").use([](Socket&, const socketio::Next& next) {
      next(Reject{"denied!", R"({"code":42})"});
    });
    RawSocket& client = t.open_legacy();
    client.send("40/denied,");
    client.send("40/denied2,");
    CHECK(client.frames() == Frames{"40", R"(44/denied,"denied \"!\"")", R"(44/denied2,{"code":42})"});
    client.send(R"(42["echo",1])");
    CHECK(client.frames() == Frames{R"(42["echo",1])"});
  }

  TEST_CASE("a middleware of / refuses: the client hears it, and is dropped after connectTimeout") {
    LegacyHarness t;
    t.io.of("/").use([](Socket&, const socketio::Next& next) { next(Reject{"no"}); });
    RawSocket& client = t.open_legacy();
    CHECK(client.frames() == Frames{R"(44"no")"});
    t.advance(44s);
    CHECK_FALSE(client.closed());
    t.wire.text(engineio::ConnId{0, 0, 1}, "2");
    t.advance(1s);
    CHECK(client.closed());
  }

  TEST_CASE("a middleware that takes its time: CONNECT follows when it is done") {
    LegacyHarness t;
    std::optional<socketio::Next> go;
    t.io.of("/").use([&](Socket&, socketio::Next next) { go = std::move(next); });
    RawSocket& client = t.open_legacy();
    CHECK(client.frames().empty());
    (*go)();
    t.settle();
    CHECK(client.frames() == Frames{"40"});
  }

  TEST_CASE("events and acknowledgements, both ways") {
    LegacyHarness t;
    RawSocket& client = t.open_legacy();
    client.send("40/custom,");
    client.frames();
    client.send(R"(42["echo",1,null,{"a":"é"}])");
    client.send(R"(427["echo","x"])");
    client.send(R"(42/custom,8["echo"])");
    CHECK(client.frames() == Frames{R"(42["echo",1,null,{"a":"é"}])", R"(437["x"])", "43/custom,8[]"});
    t.socket(1).timeout(1s).emit("question", 1, [&](std::error_code error, int answer) {
      t.note(error ? "error" : std::to_string(answer));
    });
    t.settle();
    CHECK(client.frames() == Frames{R"(420["question",1])"});
    client.send("430[2]");
    CHECK(t.take_notes() == Notes{"2"});
  }

  TEST_CASE("binary events and acknowledgements, both ways: the type byte in front of each attachment") {
    LegacyHarness t;
    RawSocket& client = t.open_legacy();
    client.frames();
    client.send(R"(451-["echo",{"_placeholder":true,"num":0}])");
    client.send_binary("\x04\x01\x02");
    client.send(R"(451-5["echo",{"_placeholder":true,"num":0}])");
    client.send_binary("\x04\xff");
    CHECK(client.frames() == Frames{R"(451-["echo",{"_placeholder":true,"num":0}])", "<04 01 02>",
                                    R"(461-5[{"_placeholder":true,"num":0}])", "<04 ff>"});
    t.socket(1).timeout(1s).emit("question", [&](std::error_code, Binary answer) {
      t.note(test::as_text({answer.bytes, true}));
    });
    client.send(R"(461-0[{"_placeholder":true,"num":0}])");
    client.send_binary("\x04\x07");
    CHECK(t.take_notes() == Notes{"<07>"});
  }

  TEST_CASE("an attachment without its type byte is no packet") {
    LegacyHarness t;
    RawSocket& client = t.open_legacy();
    client.send(R"(451-["echo",{"_placeholder":true,"num":0}])");
    client.send_binary("\x01\x02");
    CHECK(client.closed());
  }

  TEST_CASE("a broadcast reaches clients of both times, each in its own form") {
    LegacyHarness t;
    RawSocket& old_client = t.open_legacy();
    RawSocket& new_client = t.join();
    old_client.frames();
    t.io.emit("news", "é", Binary{base::SharedBytes::copy("\x09")});
    t.io.emit("more", 1);
    t.settle();
    const std::string text = R"(451-["news","é",{"_placeholder":true,"num":0}])";
    CHECK(old_client.frames() == Frames{text, "<04 09>", R"(42["more",1])"});
    CHECK(new_client.frames() == Frames{text, "<09>", R"(42["more",1])"});
  }

  TEST_CASE("volatile: dropped while the client does not read") {
    LegacyHarness t;
    RawSocket& client = t.open_legacy();
    client.frames();
    t.socket(1).volatile_().emit("a", Binary{base::SharedBytes::copy("\x01")});
    client.stall();
    t.socket(1).emit("b");
    t.socket(1).volatile_().emit("c", Binary{base::SharedBytes::copy("\x01")});
    t.settle();
    CHECK(client.frames() == Frames{R"(451-["a",{"_placeholder":true,"num":0}])", "<04 01>", R"(42["b"])"});
  }

  TEST_CASE("rooms: an old client's id is a room, too") {
    LegacyHarness t;
    RawSocket& client = t.open_legacy();
    client.send("40/custom,");
    client.frames();
    t.io.to(t.id(1)).emit("a");
    t.io.of("/custom").to("/custom#" + t.id(1)).emit("b");
    t.settle();
    CHECK(client.frames() == Frames{R"(42["a"])", R"(42/custom,["b"])"});
  }

  TEST_CASE("the server disconnects a socket, or the client") {
    LegacyHarness t;
    t.io.on_connection([&](Socket& socket) { t.note_end(socket); });
    RawSocket& client = t.open_legacy();
    client.send("40/custom,");
    client.frames();
    SUBCASE("one namespace: the connection stays") {
      t.socket(1).disconnect();
      t.settle();
      CHECK(client.frames() == Frames{"41"});
      CHECK_FALSE(client.closed());
    }
    SUBCASE("everything") {
      t.socket(1).disconnect(true);
      t.settle();
      CHECK(client.frames() == Frames{"41", "41/custom,"});
      CHECK(client.closed());
    }
    CHECK(t.take_notes() ==
          Notes{"disconnecting server namespace disconnect", "disconnect server namespace disconnect"});
  }

  TEST_CASE("the connection handler throws the client out at once: it is told, and the connection ends") {
    LegacyHarness t;
    t.io.on_connection([](Socket& socket) { socket.disconnect(true); });
    SUBCASE("WebSocket") {
      RawSocket& client = t.open_legacy();
      CHECK(client.frames() == Frames{"40", "41"});
      CHECK(client.closed());
    }
    SUBCASE("polling") {
      const auto handshake = t.wire.get("/socket.io/?EIO=3&transport=polling");
      t.settle();
      const std::string body = t.wire[handshake].body();
      CHECK(body.ends_with("}2:402:41"));
      const std::string sid = body.substr(std::strlen(R"(118:0{"sid":")"), 20);
      const auto poll = t.wire.get("/socket.io/?EIO=3&transport=polling&sid=" + sid);
      t.settle();
      CHECK(t.wire[poll].body() == "1:61:1");
    }
    CHECK(t.io.engine().sessions() == 0);
  }

  TEST_CASE("the client leaves a namespace and comes back under the same id") {
    LegacyHarness t;
    t.note_joins();
    RawSocket& client = t.open_legacy();
    t.take_notes();
    client.send("40/custom,");
    client.send("41/custom,");
    CHECK(t.io.of("/custom").size() == 0);
    client.send("40/custom,");
    CHECK(client.frames() == Frames{"40", "40/custom,", "40/custom,"});
    CHECK(t.take_notes() == Notes{"/custom#<1> {}", "/custom#<1> {}"});
    client.send("41");
    client.send("40");
    CHECK(client.frames() == Frames{"40"});
    CHECK(t.io.of("/").find(t.id(1)) != nullptr);
  }

  TEST_CASE("the connection breaks or falls silent: the reasons are those of today's clients") {
    LegacyHarness t;
    t.io.on_connection([&](Socket& socket) { t.note_end(socket); });
    RawSocket& client = t.open_legacy();
    SUBCASE("broken") {
      client.drop();
      CHECK(t.take_notes() == Notes{"disconnecting transport close", "disconnect transport close"});
    }
    SUBCASE("silent") {
      t.advance(45s);
      CHECK(t.take_notes() == Notes{"disconnecting ping timeout", "disconnect ping timeout"});
    }
    CHECK(t.io.of("/").size() == 0);
  }
}
