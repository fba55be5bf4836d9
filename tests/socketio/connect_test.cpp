#include "socketio/server.hpp"

#include <doctest/doctest.h>

#include "socket_harness.hpp"

using namespace std::chrono_literals;
using socketio::Options;
using socketio::Socket;
using test::Frames;
using test::Notes;
using test::RawSocket;
using test::SocketHarness;

TEST_SUITE("socketio/connect") {
  TEST_CASE("CONNECT: the reply carries a fresh id, which is not the session's") {
    SocketHarness t;
    RawSocket& client = t.open("&x=1", {{"Origin", "http://a"}});
    client.send("40");
    CHECK(client.frames() == Frames{R"(40{"sid":"<1>"})"});
    CHECK(t.id(1).size() == 20);
    CHECK(t.io.engine().find(t.id(1)) == nullptr);
    CHECK(t.io.socket_ids() == std::vector<std::string>{t.id(1)});
  }

  TEST_CASE("CONNECT: every namespace has its own id and its own sockets") {
    SocketHarness t;
    t.io.of("custom");
    RawSocket& client = t.open();
    client.send("40");
    client.send("40/custom,");
    client.send("40/");
    CHECK(client.closed());
    CHECK(client.frames() == Frames{R"(40{"sid":"<1>"})", R"(40/custom,{"sid":"<2>"})"});
    CHECK(t.id(1) != t.id(2));
  }

  TEST_CASE("CONNECT: events emitted by the connection handler follow the reply") {
    SocketHarness t;
    t.io.on_connection([](Socket& socket) { socket.emit("first"); });
    t.io.on_connection([](Socket& socket) { socket.emit("second"); });
    RawSocket& client = t.open();
    client.send("40");
    CHECK(client.frames() == Frames{R"(40{"sid":"<1>"})", R"(42["first"])", R"(42["second"])"});
  }

  TEST_CASE("CONNECT: the handshake is told to the socket") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      const auto& handshake = socket.handshake();
      t.note(std::string(handshake.auth().text()));
      t.note(std::string(handshake.header("x-Test")));
      t.note(std::string(handshake.query().get("x")));
      t.note(std::string(handshake.address()));
      t.note(handshake.xdomain() ? "xdomain" : "same");
      t.note(handshake.secure() ? "secure" : "plain");
      t.note(std::string(handshake.url().substr(0, 12)));
      t.note(std::to_string(handshake.issued_unix_ms()));
    });
    RawSocket& client = t.open("&x=a%20b", {{"Origin", "http://a"}, {"X-Test", "yes"}});
    client.send(R"(40{"token":"secret"})");
    CHECK(t.notes == Notes{R"({"token":"secret"})", "yes", "a b", "127.0.0.1", "xdomain", "plain",
                           "/socket.io/?", "1700000000000"});
    t.notes.clear();
    t.open().send("40");
    CHECK(t.notes.front() == "{}");
  }

  TEST_CASE("CONNECT for an unknown namespace: an error, and the connection stays") {
    SocketHarness t;
    RawSocket& client = t.open();
    client.send("40/nope,");
    client.send(R"(40/nope,{"a":1})");
    client.send("40");
    CHECK(client.frames() == Frames{R"(44/nope,{"message":"Invalid namespace"})",
                                    R"(44/nope,{"message":"Invalid namespace"})", R"(40{"sid":"<1>"})"});
    CHECK_FALSE(client.closed());
  }

  TEST_CASE("CONNECT for a namespace joined already: the connection closes") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) { t.note_end(socket); });
    RawSocket& client = t.join();
    client.send("40");
    CHECK(client.closed());
    CHECK(client.frames().empty());
    CHECK(t.notes == Notes{"disconnecting forced server close", "disconnect forced server close"});
  }

  TEST_CASE("first packet is not CONNECT: the connection closes") {
    for (const std::string text : {R"(42["x"])", "41", "43[]", "430[]", R"(44{"message":"x"})"}) {
      CAPTURE(text);
      SocketHarness t;
      RawSocket& client = t.open();
      client.send(text);
      CHECK(client.closed());
    }
  }

  TEST_CASE("nobody joins: the connection closes after connectTimeout") {
    Options options;
    options.connect_timeout = 10s;
    SocketHarness t(options);
    RawSocket& idle = t.open();
    RawSocket& wrong = t.open();
    t.advance(5s);
    wrong.send("40/nope,");
    t.advance(4999ms);
    CHECK_FALSE(idle.closed());
    t.advance(1ms);
    CHECK(idle.closed());
    CHECK(wrong.closed());
  }

  TEST_CASE("one join stops connectTimeout for good") {
    SocketHarness t;
    RawSocket& client = t.join();
    client.send("41");
    t.advance(5min);
    CHECK_FALSE(client.closed());
    client.send("40");
    CHECK(client.frames() == Frames{R"(40{"sid":"<2>"})"});
  }

  TEST_CASE("after 41 the namespace can be joined again; anything else for it closes") {
    SocketHarness t;
    RawSocket& client = t.join();
    client.send("41");
    CHECK(t.io.of("/").size() == 0);
    client.send("40");
    CHECK(t.io.of("/").size() == 1);
    client.send("41");
    client.send(R"(42["x"])");
    CHECK(client.closed());
  }

  TEST_CASE("a client joins a limited number of namespaces") {
    Options options;
    options.max_namespaces_per_client = 2;
    SocketHarness t(options);
    t.io.of("/a");
    t.io.of("/b");
    RawSocket& client = t.join();
    client.send("40/a,");
    client.send("41/a,");
    client.send("40/b,");
    CHECK_FALSE(client.closed());
    client.send("40/a,");
    CHECK(client.closed());
  }

  TEST_CASE("an event right behind CONNECT reaches handlers made in the connection handler") {
    SocketHarness t;
    t.io.on_connection(
        [&](Socket& socket) { socket.on("x", [&](int value) { t.note("x " + std::to_string(value)); }); });
    t.open().send_together({"40", R"(42["x",1])", R"(42["x",2])"});
    CHECK(t.notes == Notes{"x 1", "x 2"});
  }

  TEST_CASE("the connection handler throws: the socket stays, the next handler runs") {
    SocketHarness t;
    t.io.on_connection([](Socket&) { throw std::runtime_error("expected by this test"); });
    t.io.on_connection([](Socket& socket) { socket.emit("hello"); });
    CHECK(t.join().frames() == Frames{R"(42["hello"])"});
  }

  TEST_CASE("the connection handler disconnects: later handlers do not run") {
    SocketHarness t;
    t.io.on_connection([](Socket& socket) { socket.disconnect(); });
    t.io.on_connection([&](Socket&) { t.note("second"); });
    RawSocket& client = t.join();
    CHECK(client.frames() == Frames{"41"});
    CHECK(t.notes.empty());
    CHECK_FALSE(client.closed());
    CHECK(t.io.socket_ids().empty());
  }

  TEST_CASE("polling: the whole conversation works there, too") {
    SocketHarness t;
    t.io.on_connection(
        [](Socket& socket) { socket.on("x", [&socket](int value) { socket.emit("y", value); }); });
    const std::string target = t.open_polling();
    t.wire.post(target,
                "40\x1e"
                R"(42["x",5])");
    t.settle();
    const auto poll = t.wire.get(target);
    t.settle();
    CHECK(t.with_names(t.wire[poll].body()) == R"(40{"sid":"<1>"})"
                                               "\x1e"
                                               R"(42["y",5])");
  }
}
