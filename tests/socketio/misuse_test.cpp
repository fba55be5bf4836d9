#include "socketio/socketio.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "socket_harness.hpp"

using namespace std::chrono_literals;
using socketio::Options;
using socketio::RawJson;
using socketio::Socket;
using test::Frames;
using test::RawSocket;
using test::SocketHarness;

TEST_SUITE("socketio/misuse") {
  TEST_CASE("reserved event names: throw wherever they are used, nothing is sent") {
    SocketHarness t;
    RawSocket& client = t.join();
    Socket& socket = t.socket(1);
    for (const char* name :
         {"connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"}) {
      CAPTURE(name);
      CHECK_THROWS_AS(socket.emit(name), std::invalid_argument);
      CHECK_THROWS_AS(socket.volatile_().emit(name, 1), std::invalid_argument);
      CHECK_THROWS_AS(socket.to("r").emit(name), std::invalid_argument);
      CHECK_THROWS_AS(t.io.emit(name), std::invalid_argument);
      CHECK_THROWS_AS(socket.timeout(1s).emit(name, [](std::error_code) {}), std::invalid_argument);
      CHECK_THROWS_AS(t.io.timeout(1s).emit(name, [](std::error_code, std::vector<RawJson>) {}),
                      std::invalid_argument);
      CHECK_THROWS_AS(socket.on(name, [] {}), std::invalid_argument);
      CHECK_THROWS_AS(socket.once(name, [] {}), std::invalid_argument);
    }
    t.settle();
    CHECK(client.frames().empty());
    CHECK(t.time.pending() == 1);  // the heartbeat, no acknowledgement
  }

  TEST_CASE("\"error\" and \"connection\" are ordinary names") {
    SocketHarness t;
    RawSocket& client = t.join();
    t.socket(1).emit("error");
    t.socket(1).emit("connection");
    CHECK(client.frames() == Frames{R"(42["error"])", R"(42["connection"])"});
  }

  TEST_CASE("rooms need a name") {
    SocketHarness t;
    t.join();
    Socket& socket = t.socket(1);
    CHECK_THROWS_AS(socket.join(""), std::invalid_argument);
    CHECK_THROWS_AS(socket.join({"r", ""}), std::invalid_argument);
    CHECK_THROWS_AS(socket.leave(""), std::invalid_argument);
    CHECK_THROWS_AS(socket.to(""), std::invalid_argument);
    CHECK_THROWS_AS(socket.except(""), std::invalid_argument);
    CHECK_THROWS_AS(t.io.to(""), std::invalid_argument);
    CHECK_THROWS_AS(t.io.except(""), std::invalid_argument);
    CHECK_THROWS_AS(t.io.in("r").sockets_join(""), std::invalid_argument);
    CHECK_THROWS_AS(t.io.in("r").sockets_leave(""), std::invalid_argument);
  }

  TEST_CASE("namespaces: the slash is added, a comma is refused, one name is one namespace") {
    SocketHarness t;
    CHECK(t.io.of("x").name() == "/x");
    CHECK(&t.io.of("/x") == &t.io.of("x"));
    CHECK(&t.io.of("") == &t.io.of("/"));
    CHECK(t.io.find("/x") == &t.io.of("x"));
    CHECK(t.io.find("/y") == nullptr);
    CHECK_THROWS_AS(t.io.of("a,b"), std::invalid_argument);
  }

  TEST_CASE("options out of range") {
    const auto make = [](auto change) {
      Options options;
      change(options);
      SocketHarness t(options);
    };
    CHECK_NOTHROW(make([](Options&) {}));
    CHECK_THROWS_AS(make([](Options& o) { o.connect_timeout = 0ms; }), std::invalid_argument);
    CHECK_THROWS_AS(make([](Options& o) { o.max_json_depth = 0; }), std::invalid_argument);
    CHECK_THROWS_AS(make([](Options& o) { o.max_json_depth = 1001; }), std::invalid_argument);
    CHECK_THROWS_AS(make([](Options& o) { o.attachments_timeout = 0ms; }), std::invalid_argument);
    CHECK_THROWS_AS(make([](Options& o) { o.path = ""; }), std::invalid_argument);
    CHECK_THROWS_AS(make([](Options& o) { o.ping_interval = 0ms; }), std::invalid_argument);
  }

  TEST_CASE("a network of somebody else cannot be run or posted to") {
    SocketHarness t;
    CHECK_THROWS_AS(static_cast<void>(t.io.listen()), std::logic_error);
    CHECK_THROWS_AS(t.io.post([] {}), std::logic_error);
    CHECK(t.io.port() == 0);
  }

  TEST_CASE("an exception out of emit() inside a handler ends nothing") {
    SocketHarness t;
    t.io.on_connection([](Socket& socket) {
      socket.on("x", [&] { socket.emit("disconnect"); });
      socket.on("y", [&] { socket.emit("fine"); });
    });
    RawSocket& client = t.join();
    client.send(R"(42["x"])");
    client.send(R"(42["y"])");
    CHECK(client.frames() == Frames{R"(42["fine"])"});
  }
}
