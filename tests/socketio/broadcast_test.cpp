#include "socketio/broadcast_operator.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "socket_harness.hpp"

using namespace std::chrono_literals;
using socketio::Binary;
using socketio::Socket;
using test::Frames;
using test::Notes;
using test::RawSocket;
using test::SocketHarness;

namespace {

/// Four clients: a in r1, b in r1 and r2, c in r2, d in no room.
struct Four {
  Four() {
    t.socket(1).join("r1");
    t.socket(2).join({"r1", "r2"});
    t.socket(3).join("r2");
  }
  /// Who received one "x" since the last call, "!" behind who received it several times: "ab".
  std::string receivers() {
    t.settle();
    std::string names;
    const auto look = [&](char name, RawSocket& client) {
      const Frames frames = client.frames();
      if (frames.empty()) return;
      names += name;
      if (frames != Frames{R"(42["x"])"}) names += '!';
    };
    look('a', a);
    look('b', b);
    look('c', c);
    look('d', d);
    return names;
  }
  SocketHarness t;
  RawSocket& a = t.join();
  RawSocket& b = t.join();
  RawSocket& c = t.join();
  RawSocket& d = t.join();
};

}  // namespace

TEST_SUITE("socketio/broadcast") {
  TEST_CASE("io: everybody, a room, a union, with exceptions; each once") {
    Four f;
    auto& io = f.t.io;
    io.emit("x");
    CHECK(f.receivers() == "abcd");
    io.to("r1").emit("x");
    CHECK(f.receivers() == "ab");
    io.in("r2").emit("x");
    CHECK(f.receivers() == "bc");
    io.to("r1").to("r2").emit("x");
    CHECK(f.receivers() == "abc");
    io.of("/").all().to({"r1", "r2", "r1"}).emit("x");
    CHECK(f.receivers() == "abc");
    io.of("/").all().to(std::vector<std::string>{"r1", "r2"}).emit("x");
    CHECK(f.receivers() == "abc");
    io.except("r1").emit("x");
    CHECK(f.receivers() == "cd");
    io.to("r1").except("r2").emit("x");
    CHECK(f.receivers() == "a");
    io.to("r1").to("r2").except(f.t.id(1)).except("r9").emit("x");
    CHECK(f.receivers() == "bc");
    io.of("/").all().except(std::vector<std::string>{"r1", "r2"}).emit("x");
    CHECK(f.receivers() == "d");
    io.to("r2").except({"r1", "r9"}).emit("x");
    CHECK(f.receivers() == "c");
    io.to("nobody").emit("x");
    CHECK(f.receivers().empty());
    io.local().emit("x");
    CHECK(f.receivers() == "abcd");
    io.compress(false).to("r2").emit("x");
    CHECK(f.receivers() == "bc");
  }

  TEST_CASE("socket: the sender is left out") {
    Four f;
    f.t.socket(2).to("r1").emit("x");
    CHECK(f.receivers() == "a");
    f.t.socket(2).in("r1").in("r2").emit("x");
    CHECK(f.receivers() == "ac");
    f.t.socket(2).broadcast().emit("x");
    CHECK(f.receivers() == "acd");
    f.t.socket(2).except("r2").emit("x");
    CHECK(f.receivers() == "ad");
    f.t.socket(2).local().emit("x");
    CHECK(f.receivers() == "acd");
    f.t.socket(2).to(f.t.id(2)).emit("x");
    CHECK(f.receivers().empty());
    f.t.socket(2).emit("x");
    CHECK(f.receivers() == "b");
  }

  TEST_CASE("each socket is in the room of its id") {
    Four f;
    f.t.io.to(f.t.id(3)).emit("x");
    CHECK(f.receivers() == "c");
    f.t.socket(1).to(f.t.id(4)).emit("x");
    CHECK(f.receivers() == "d");
    f.t.io.to(f.t.id(3)).to("r2").emit("x");
    CHECK(f.receivers() == "bc");
    CHECK(f.t.socket(2).rooms() == std::vector<std::string>{f.t.id(2), "r1", "r2"});
    CHECK(f.t.socket(4).rooms() == std::vector<std::string>{f.t.id(4)});
    CHECK(f.t.socket(4).in_room(f.t.id(4)));
    CHECK_FALSE(f.t.socket(4).in_room(f.t.id(3)));
  }

  TEST_CASE("a room named as another socket's id: that socket and those who joined") {
    Four f;
    f.t.socket(1).join(f.t.id(4));
    f.t.io.to(f.t.id(4)).emit("x");
    CHECK(f.receivers() == "ad");
    f.t.socket(1).leave(f.t.id(4));
    f.t.io.to(f.t.id(4)).emit("x");
    CHECK(f.receivers() == "d");
  }

  TEST_CASE("joining twice, leaving twice") {
    Four f;
    f.t.socket(1).join("r1");
    f.t.socket(1).join("r1");
    f.t.io.to("r1").emit("x");
    CHECK(f.receivers() == "ab");
    f.t.socket(1).leave("r1");
    f.t.socket(1).leave("r1");
    f.t.socket(1).leave("never");
    f.t.io.to("r1").emit("x");
    CHECK(f.receivers() == "b");
    CHECK_FALSE(f.t.socket(1).in_room("r1"));
  }

  TEST_CASE("rooms in any order of leaving") {
    Four f;
    for (std::size_t i = 1; i <= 4; ++i) f.t.socket(i).join({"p", "q"});
    f.t.socket(2).leave("p");
    f.t.socket(4).leave("p");
    f.b.send("41");
    f.t.socket(1).leave("p");
    f.t.socket(1).join("p");
    f.t.io.to("p").emit("x");
    CHECK(f.receivers() == "ac");
    f.t.io.to("q").emit("x");
    CHECK(f.receivers() == "acd");
    f.c.drop();
    f.t.io.to("p").to("q").emit("x");
    CHECK(f.receivers() == "ad");
  }

  TEST_CASE("operators are values: each call starts from what it was called on") {
    Four f;
    const auto base = f.t.io.to("r1");
    const auto wider = base.to("r2");
    const auto narrower = base.except("r2");
    base.emit("x");
    CHECK(f.receivers() == "ab");
    wider.emit("x");
    CHECK(f.receivers() == "abc");
    narrower.emit("x");
    CHECK(f.receivers() == "a");
    CHECK(base.socket_ids().size() == 2);
  }

  TEST_CASE("sockets_join, sockets_leave, disconnect_sockets") {
    Four f;
    f.t.io.in("r1").sockets_join("new");
    f.t.io.to("new").emit("x");
    CHECK(f.receivers() == "ab");
    f.t.io.in("r2").sockets_leave("r1");
    f.t.io.to("r1").emit("x");
    CHECK(f.receivers() == "a");
    f.t.io.of("/").all().sockets_join("everybody");
    f.t.socket(1).broadcast().sockets_leave("everybody");
    f.t.io.to("everybody").emit("x");
    CHECK(f.receivers() == "a");
    f.t.io.in("r2").disconnect_sockets();
    f.t.settle();
    CHECK(f.b.frames() == Frames{"41"});
    CHECK(f.c.frames() == Frames{"41"});
    CHECK_FALSE(f.b.closed());
    CHECK(f.t.io.socket_ids().size() == 2);
    f.t.io.in(f.t.id(4)).disconnect_sockets(true);
    f.t.settle();
    CHECK(f.d.closed());
    CHECK(f.a.frames().empty());
  }

  TEST_CASE("a whole room disconnects while its handlers disconnect and join others") {
    Four f;
    for (std::size_t i = 1; i <= 4; ++i) {
      f.t.socket(i).on_disconnect([&f](socketio::DisconnectReason) {
        f.t.note("end");
        f.t.io.in("r2").disconnect_sockets();
        f.t.io.of("/").all().sockets_join("r1");
      });
    }
    f.t.io.in("r1").disconnect_sockets();
    CHECK(f.t.notes.size() == 3);
    CHECK(f.t.io.socket_ids() == std::vector<std::string>{f.t.id(4)});
    CHECK(f.t.io.in("r1").socket_ids() == std::vector<std::string>{f.t.id(4)});
  }

  TEST_CASE("leaving and disconnecting inside a handler of the room's event") {
    Four f;
    f.t.socket(1).on("go", [&] {
      f.t.socket(1).leave("r1");
      f.t.io.to("r1").emit("x");
      f.t.socket(2).disconnect();
      f.t.io.to("r1").emit("x");
    });
    f.a.send(R"(42["go"])");
    CHECK(f.b.frames() == Frames{R"(42["x"])", "41"});
    CHECK(f.a.frames().empty());
  }

  TEST_CASE("namespaces do not hear each other") {
    SocketHarness t;
    t.io.of("/x").on_connection([](Socket& socket) { socket.join("r"); });
    t.io.on_connection([](Socket& socket) { socket.join("r"); });
    RawSocket& client = t.join();
    client.send("40/x,");
    client.frames();
    t.io.to("r").emit("root");
    t.io.of("/x").to("r").emit("other");
    t.io.of("/x").emit("all");
    t.settle();
    CHECK(client.frames() == Frames{R"(42["root"])", R"(42/x,["other"])", R"(42/x,["all"])"});
  }

  TEST_CASE("volatile: dropped, whole, where the transport is not writable") {
    SocketHarness t;
    RawSocket& a = t.join();
    RawSocket& b = t.join();
    const Binary bytes{base::SharedBytes::copy("b")};
    a.stall();
    t.io.emit("fills the queue");
    t.settle();
    a.frames();
    b.frames();
    t.io.volatile_().emit("v", bytes);
    t.socket(1).volatile_().emit("direct");
    t.socket(1).volatile_().compress(false).emit("direct");
    t.socket(1).compress(false).emit("kept");
    t.settle();
    CHECK(a.frames() == Frames{R"(42["kept"])"});
    CHECK(b.frames() == Frames{R"(451-["v",{"_placeholder":true,"num":0}])", "<62>"});
  }

  TEST_CASE("volatile: a polling client without an open poll is not writable") {
    SocketHarness t;
    const std::string target = t.open_polling();
    t.wire.post(target, "40");
    t.settle();
    t.with_names(t.wire[t.wire.get(target)].body());
    t.settle();
    t.io.volatile_().emit("lost");
    t.settle();
    const auto poll = t.wire.get(target);
    t.settle();
    t.io.volatile_().emit("arrives");
    t.settle();
    CHECK(t.wire[poll].body() == R"(42["arrives"])");
  }

  TEST_CASE("binary: a packet and its attachments stay together, whoever sends in between") {
    SocketHarness t;
    const Binary bytes{base::SharedBytes::copy("b")};
    t.io.on_connection([&](Socket& socket) {
      socket.on_any_outgoing([&](std::string_view event, const socketio::Args&) {
        if (event == "two") socket.emit("nested");
      });
    });
    RawSocket& client = t.join();
    t.io.emit("two", bytes, bytes);
    t.advance(25s);
    CHECK(client.frames() ==
          Frames{R"(42["nested"])",
                 R"(452-["two",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])", "<62>",
                 "<62>"});
  }

  TEST_CASE("a broadcast is encoded once: all receivers share the bytes") {
    SocketHarness t;
    RawSocket& a = t.join();
    RawSocket& b = t.join();
    const std::string big(100'000, 'x');
    t.io.emit("x", big);
    t.settle();
    CHECK(a.frames() == b.frames());
  }
}
