#include "socketio/namespace.hpp"

#include <doctest/doctest.h>

#include <optional>

#include "socket_harness.hpp"

using namespace std::chrono_literals;
using socketio::Next;
using socketio::Options;
using socketio::Reject;
using socketio::Socket;
using test::Frames;
using test::Notes;
using test::RawSocket;
using test::SocketHarness;

namespace {

/// A server whose middleware keeps its Next, for the test to use later.
struct Asked {
  explicit Asked(Options options = {}) : t(std::move(options)) {
    t.io.use([this](Socket&, Next go) { next.emplace(std::move(go)); });
    t.io.on_connection([this](Socket& socket) {
      t.note("connection");
      socket.on_any([this](std::string_view event, const socketio::Args&) { t.note(std::string(event)); });
      t.note_end(socket);
    });
  }
  void go_on() {
    (*next)();
    t.settle();
  }
  SocketHarness t;
  std::optional<Next> next;
};

}  // namespace

TEST_SUITE("socketio/middleware") {
  TEST_CASE("they run in order, before the connection handler") {
    SocketHarness t;
    t.io.use([&](Socket& socket, Next next) {
      t.note(socket.connected() ? "connected" : "first");
      next();
    });
    t.io.use([&](Socket&, Next next) {
      t.note("second");
      next();
      t.note("after");
    });
    t.io.on_connection([&](Socket&) { t.note("connection"); });
    t.join();
    CHECK(t.notes == Notes{"first", "second", "connection", "after"});
  }

  TEST_CASE("what they emit goes out in front of the CONNECT reply") {
    SocketHarness t;
    t.io.use([](Socket& socket, Next next) {
      socket.emit("early");
      next();
    });
    RawSocket& client = t.open();
    client.send("40");
    CHECK(client.frames() == Frames{R"(42["early"])", R"(40{"sid":"<1>"})"});
  }

  TEST_CASE("refusal: CONNECT_ERROR, later ones do not run, the connection stays") {
    SocketHarness t;
    t.io.use([](Socket&, Next next) { next(Reject{"not \"you\""}); });
    t.io.use([&](Socket&, Next next) {
      t.note("second");
      next();
    });
    t.io.on_connection([&](Socket&) { t.note("connection"); });
    RawSocket& client = t.open();
    client.send("40");
    client.send("40");
    CHECK(client.frames() == Frames{R"(44{"message":"not \"you\""})", R"(44{"message":"not \"you\""})"});
    CHECK(t.notes.empty());
    CHECK_FALSE(client.closed());
    CHECK(t.io.of("/").size() == 0);
  }

  TEST_CASE("refusal with data, in a namespace of its own") {
    SocketHarness t;
    t.io.of("/x").use([](Socket&, Next next) { next(Reject{"no", R"({"code":[1,"a"]})"}); });
    RawSocket& client = t.open();
    client.send("40/x,");
    client.send("40");
    CHECK(client.frames() ==
          Frames{R"(44/x,{"message":"no","data":{"code":[1,"a"]}})", R"(40{"sid":"<1>"})"});
  }

  TEST_CASE("refusal with data that is not JSON: throws where it is made") {
    SocketHarness t;
    t.io.use([&](Socket&, Next next) {
      CHECK_THROWS_AS(next(Reject{"no", "{oops"}), std::invalid_argument);
      CHECK_THROWS_AS(next(Reject{"no", R"("a","b":1)"}), std::invalid_argument);
      next(Reject{"really no"});
    });
    RawSocket& client = t.open();
    client.send("40");
    CHECK(client.frames() == Frames{R"(44{"message":"really no"})"});
  }

  TEST_CASE("an exception refuses without telling the client why") {
    SocketHarness t;
    t.io.use([](Socket&, Next) { throw std::runtime_error("expected by this test"); });
    RawSocket& client = t.open();
    client.send("40");
    CHECK(client.frames() == Frames{R"(44{"message":"Internal server error"})"});
    CHECK_FALSE(client.closed());
  }

  TEST_CASE("an exception after next() changes nothing") {
    SocketHarness t;
    t.io.use([](Socket&, Next next) {
      next();
      throw std::runtime_error("expected by this test");
    });
    RawSocket& client = t.open();
    client.send("40");
    CHECK(client.frames() == Frames{R"(40{"sid":"<1>"})"});
  }

  TEST_CASE("only the first next() counts, in all copies") {
    SocketHarness t;
    t.io.use([](Socket&, Next next) {
      const Next copy = next;
      next();
      copy(Reject{"late"});
      next();
    });
    RawSocket& client = t.open();
    client.send("40");
    CHECK(client.frames() == Frames{R"(40{"sid":"<1>"})"});
    CHECK(t.io.of("/").size() == 1);
  }

  TEST_CASE("next() may be called later") {
    Asked a;
    RawSocket& client = a.t.open();
    client.send("40");
    CHECK(client.frames().empty());
    CHECK(a.t.io.of("/").size() == 0);
    a.go_on();
    CHECK(client.frames() == Frames{R"(40{"sid":"<1>"})"});
    CHECK(a.t.notes == Notes{"connection"});
  }

  TEST_CASE("later refusal") {
    Asked a;
    RawSocket& client = a.t.open();
    client.send("40");
    (*a.next)(Reject{"no"});
    CHECK(client.frames() == Frames{R"(44{"message":"no"})"});
    CHECK(a.t.notes.empty());
  }

  TEST_CASE("packets behind CONNECT wait for it") {
    Asked a;
    RawSocket& client = a.t.open();
    client.send("40");
    client.send(R"(42["x"])");
    client.send(R"(451-["y"])");
    client.send_binary("b");
    CHECK(a.t.notes.empty());
    a.go_on();
    CHECK(a.t.notes == Notes{"connection", "x", "y"});
  }

  TEST_CASE("packets behind CONNECT: the ones behind 41 close, as without waiting") {
    Asked a;
    RawSocket& client = a.t.open();
    client.send("40");
    client.send("41");
    client.send(R"(42["x"])");
    CHECK_FALSE(client.closed());
    a.go_on();
    CHECK(client.closed());
    CHECK(a.t.notes == Notes{"connection", "disconnecting client namespace disconnect",
                             "disconnect client namespace disconnect"});
  }

  TEST_CASE("packets behind a refused CONNECT close the connection") {
    Asked a;
    RawSocket& client = a.t.open();
    client.send("40");
    client.send(R"(42["x"])");
    (*a.next)(Reject{"no"});
    a.t.settle();
    CHECK(client.frames() == Frames{R"(44{"message":"no"})"});
    CHECK(client.closed());
  }

  TEST_CASE("packets behind CONNECT are limited in number") {
    Options options;
    options.max_buffered_packets = 2;
    Asked a(options);
    RawSocket& client = a.t.open();
    client.send("40");
    client.send(R"(42["x"])");
    client.send(R"(42["x"])");
    CHECK_FALSE(client.closed());
    client.send(R"(42["x"])");
    CHECK(client.closed());
    a.go_on();
    CHECK(a.t.notes.empty());
  }

  TEST_CASE("packets behind CONNECT are limited in bytes") {
    Options options;
    options.max_http_buffer_size = 1000;
    Asked a(options);
    RawSocket& client = a.t.open();
    client.send("40");
    client.send("42[\"" + std::string(600, 'a') + "\"]");
    CHECK_FALSE(client.closed());
    client.send("451-[\"x\"]");
    client.send_binary(std::string(600, 'b'));
    CHECK(client.closed());
  }

  TEST_CASE("a second CONNECT while the first is decided closes the connection") {
    Asked a;
    RawSocket& client = a.t.open();
    client.send("40");
    client.send("40");
    CHECK(client.closed());
    a.go_on();
    CHECK(a.t.notes.empty());
    CHECK(client.frames().empty());
  }

  TEST_CASE("the client is gone when next() is called: nothing happens") {
    Asked a;
    RawSocket& client = a.t.open();
    client.send("40");
    client.drop();
    a.go_on();
    CHECK(a.t.notes.empty());
    CHECK(a.t.io.of("/").size() == 0);
  }

  TEST_CASE("polling: the session is closing when next() is called: nothing happens") {
    Asked a;
    const std::string target = a.t.open_polling();
    a.t.wire.post(target,
                  "40\x1e"
                  "47");
    a.t.settle();
    a.go_on();
    CHECK(a.t.notes.empty());
    CHECK(a.t.io.of("/").size() == 0);
  }

  TEST_CASE("nobody ever calls next(): connectTimeout closes the connection") {
    Asked a;
    RawSocket& client = a.t.open();
    client.send("40");
    a.t.advance(45s);
    CHECK(client.closed());
    a.go_on();
    CHECK(a.t.notes.empty());
  }

  TEST_CASE("the server closes while they run: nothing happens") {
    Asked a;
    RawSocket& client = a.t.open();
    client.send("40");
    a.t.io.close();
    a.t.settle();
    CHECK(client.closed());
    a.go_on();
    CHECK(a.t.notes.empty());
  }

  TEST_CASE("rooms joined there count from the CONNECT on") {
    SocketHarness t;
    std::optional<Next> held;
    t.io.use([&](Socket& socket, Next next) {
      socket.join("r");
      held.emplace(next);
    });
    RawSocket& client = t.open();
    client.send("40");
    t.io.to("r").emit("early");
    CHECK(t.io.in("r").socket_ids().empty());
    t.settle();
    CHECK(client.frames().empty());
    (*held)();
    t.io.to("r").emit("late");
    t.settle();
    CHECK(client.frames() == Frames{R"(40{"sid":"<1>"})", R"(42["late"])"});
  }

  TEST_CASE("a refused socket leaves the rooms it joined there") {
    SocketHarness t;
    t.io.use([&](Socket& socket, Next next) {
      socket.join("r");
      next(Reject{"no"});
    });
    t.open().send("40");
    t.io.in("r").sockets_join("s");
    CHECK(t.io.in("r").socket_ids().empty());
  }
}
