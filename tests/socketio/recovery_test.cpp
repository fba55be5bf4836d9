// Connection state recovery as a client sees it.
//
// Time begins at the same point in each test, and offsets are made of it: the first event kept in a namespace
// has "vMW01", the next "vMW02".
#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "socket_harness.hpp"

using namespace std::chrono_literals;
using socketio::ConnectionStateRecovery;
using socketio::DisconnectReason;
using socketio::Socket;
using test::Frames;
using test::Notes;
using test::RawSocket;
using test::SocketHarness;

namespace {

socketio::Options with_recovery(const ConnectionStateRecovery& recovery = {}) {
  socketio::Options options;
  options.connection_state_recovery = recovery;
  return options;
}

/// A server whose clients may come back.
struct Server : SocketHarness {
  explicit Server(const ConnectionStateRecovery& recovery = {}) : SocketHarness(with_recovery(recovery)) {}

  /// A new connection that sends this CONNECT. @return what came.
  Frames connect(std::string_view text) {
    RawSocket& client = open();
    client.send(text);
    last = &client;
    return client.frames();
  }
  RawSocket* last = nullptr;
};

const Frames new_socket_2{R"(40{"sid":"<2>","pid":"<pid 2>"})"};
const Frames socket_1{R"(40{"sid":"<1>","pid":"<pid 1>"})"};

}  // namespace

TEST_SUITE("socketio/recovery") {
  TEST_CASE("off: no pid, no offsets, and a pid means nothing") {
    SocketHarness t;
    RawSocket& client = t.open();
    client.send(R"(40{"pid":"x","offset":"y"})");
    CHECK(client.frames() == Frames{R"(40{"sid":"<1>"})"});
    CHECK_FALSE(t.socket(1).recovered());
    t.io.emit("a");
    t.socket(1).emit("b");
    t.settle();
    CHECK(client.frames() == Frames{R"(42["a"])", R"(42["b"])"});
    client.drop();
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("on: the CONNECT reply has a pid, other than the sid") {
    Server t;
    CHECK(t.connect("40") == socket_1);
    CHECK(t.connect("40") == new_socket_2);
    t.io.of("/x");
    CHECK(t.connect("40/x,") == Frames{R"(40/x,{"sid":"<3>","pid":"<pid 3>"})"});
    CHECK(t.id(1) != t.with_ids("<pid 1>"));
    CHECK_FALSE(t.socket(1).recovered());
  }

  TEST_CASE("every event has an offset as one more argument") {
    Server t;
    RawSocket& client = t.join();
    t.io.emit("none");
    t.io.emit("one", 1);
    t.socket(1).emit("direct", "x");
    t.io.to(t.id(1)).emit("room");
    t.io.emit("bin", socketio::Binary{base::SharedBytes::copy("\1\2")});
    t.settle();
    CHECK(client.frames() == Frames{R"(42["none","vMW01"])", R"(42["one",1,"vMW02"])",
                                    R"(42["direct","x","vMW03"])", R"(42["room","vMW04"])",
                                    R"(451-["bin",{"_placeholder":true,"num":0},"vMW05"])", "<01 02>"});
  }

  TEST_CASE(
      "volatile events and those that ask for an acknowledgement have none, and acknowledgements neither") {
    Server t;
    t.io.on_connection(
        [](Socket& socket) { socket.on("ask", [](socketio::Ack<std::string> ack) { ack("yes"); }); });
    RawSocket& client = t.join();
    t.io.volatile_().emit("a");
    t.socket(1).volatile_().emit("b");
    t.settle();
    t.socket(1).timeout(1s).emit("c", [](std::error_code) {});
    t.io.timeout(1s).emit("d", [](std::error_code, const std::vector<socketio::RawJson>&) {});
    client.send(R"(427["ask"])");
    CHECK(client.frames() ==
          Frames{R"(42["a"])", R"(42["b"])", R"(420["c"])", R"(421["d"])", R"(437["yes"])"});
    t.io.emit("e");
    t.settle();
    CHECK(client.frames() == Frames{R"(42["e","vMW01"])"});
  }

  TEST_CASE("each namespace counts for itself; one broadcast has the same offset for all") {
    Server t;
    t.io.of("/x");
    RawSocket& a = t.join();
    RawSocket& b = t.join();
    a.send("40/x,");
    a.frames();
    t.io.emit("a");
    t.io.of("/x").emit("b");
    t.settle();
    CHECK(a.frames() == Frames{R"(42["a","vMW01"])", R"(42/x,["b","vMW01"])"});
    CHECK(b.frames() == Frames{R"(42["a","vMW01"])"});
  }

  TEST_CASE("outgoing catch-all listeners do not see the offset") {
    Server t;
    RawSocket& client = t.join();
    t.socket(1).on_any_outgoing([&](std::string_view name, const socketio::Args& args) {
      t.note(std::string(name) + " " + std::to_string(args.size()));
    });
    t.io.emit("a", 1);
    t.socket(1).emit("b");
    t.settle();
    CHECK(t.notes == Notes{"a 1", "b 0"});
    CHECK(client.frames() == Frames{R"(42["a",1,"vMW01"])", R"(42["b","vMW02"])"});
  }

  TEST_CASE("a lost client comes back: same ids, what it missed in front of the CONNECT reply") {
    Server t;
    t.io.on_connection([&](Socket& socket) { t.note(socket.recovered() ? "recovered" : "new"); });
    RawSocket& client = t.join();
    t.io.emit("a");
    t.settle();
    client.drop();
    t.io.emit("b", 2);
    t.io.emit("bin", socketio::Binary{base::SharedBytes::copy("\1")});
    t.io.to(t.id(1)).emit("to me");
    t.io.to("nobody").emit("not to me");
    t.io.except(t.id(1)).emit("not to me either");
    t.io.volatile_().emit("volatile");
    t.io.emit("last");
    CHECK(t.connect(R"(40{"pid":"<pid 1>","offset":"vMW01"})") ==
          Frames{R"(42["b",2,"vMW02"])", R"(451-["bin",{"_placeholder":true,"num":0},"vMW03"])", "<01>",
                 R"(42["to me","vMW04"])", R"(42["last","vMW07"])", socket_1.front()});
    CHECK(t.notes == Notes{"new", "recovered"});
    CHECK(t.socket(1).recovered());
    t.io.emit("c");
    t.settle();
    CHECK(t.last->frames() == Frames{R"(42["c","vMW08"])"});
  }

  TEST_CASE("events that were sent but not received are sent again") {
    Server t;
    RawSocket& client = t.join();
    for (int i = 0; i < 4; ++i) t.io.emit("e", i);
    t.settle();
    client.drop();
    CHECK(t.connect(R"(40{"pid":"<pid 1>","offset":"vMW02"})") ==
          Frames{R"(42["e",2,"vMW03"])", R"(42["e",3,"vMW04"])", socket_1.front()});
  }

  TEST_CASE("a client can be lost and come back again and again") {
    Server t;
    RawSocket* client = &t.join();
    t.io.emit("e", 0);
    t.settle();
    for (int round = 1; round < 5; ++round) {
      client->drop();
      t.io.emit("e", round);
      const std::string digit = std::to_string(round);
      CHECK(
          t.connect(R"(40{"pid":"<pid 1>","offset":"vMW0)" + digit + R"("})") ==
          Frames{R"(42["e",)" + digit + R"(,"vMW0)" + std::to_string(round + 1) + R"("])", socket_1.front()});
      client = t.last;
    }
  }

  TEST_CASE("rooms and data are those it had") {
    Server t;
    t.io.on_connection([&](Socket& socket) {
      auto& name = socket.data<std::string>();
      t.note(name);
      name = "Ann";
      if (!socket.recovered()) socket.join({"r1", "r2"});
      // Still there when the last listener looks.
      socket.on_disconnect([&](DisconnectReason) { t.note(socket.data<std::string>() + " left"); });
    });
    t.join().drop();
    CHECK(t.io.in("r1").socket_ids().empty());
    t.io.to("r1").emit("a");
    t.io.to("r2").except("r1").emit("b");
    t.io.to("r2").emit("c");
    CHECK(t.connect(R"(40{"pid":"<pid 1>"})") ==
          Frames{R"(42["a","vMW01"])", R"(42["c","vMW03"])", socket_1.front()});
    CHECK(t.socket(1).rooms() == std::vector<std::string>{t.id(1), "r1", "r2"});
    t.io.to("r2").emit("d");
    t.settle();
    CHECK(t.last->frames() == Frames{R"(42["d","vMW04"])"});
    CHECK(t.notes == Notes{"", "Ann left", "Ann"});
  }

  TEST_CASE("data of a session that does not come back is destroyed in time") {
    Server t;
    const auto alive = std::make_shared<int>();
    t.io.on_connection([&](Socket& socket) { socket.data<std::shared_ptr<int>>() = alive; });
    t.join().drop();
    CHECK(alive.use_count() == 2);
    t.advance(181s);
    CHECK(alive.use_count() == 1);
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("rooms left while disconnecting stay left; events emitted while disconnecting are not missed") {
    Server t;
    t.io.on_connection([&](Socket& socket) {
      if (socket.recovered()) return;
      socket.join({"r1", "r2"});
      socket.on_disconnecting([&](DisconnectReason) {
        socket.leave("r1");
        t.io.to("r2").emit("going");
        socket.to("r2").emit("not to itself");
      });
      socket.on_disconnect([&](DisconnectReason) { t.io.to("r2").emit("gone"); });
    });
    RawSocket& client = t.join();
    t.io.emit("a");
    t.settle();
    client.drop();
    CHECK(t.connect(R"(40{"pid":"<pid 1>","offset":"vMW01"})") ==
          Frames{R"(42["going","vMW02"])", R"(42["gone","vMW04"])", socket_1.front()});
    CHECK(t.socket(1).rooms() == std::vector<std::string>{t.id(1), "r2"});
  }

  TEST_CASE("ends after which a client comes back, and ends after which it is a new one") {
    Server t;
    const auto lost = [&] { return t.connect(R"(40{"pid":"<pid 1>"})") == socket_1; };
    RawSocket& client = t.join();
    SUBCASE("transport close") {
      client.drop();
      CHECK(lost());
    }
    SUBCASE("transport error") {
      client.drop(std::make_error_code(std::errc::connection_reset));
      CHECK(lost());
    }
    SUBCASE("ping timeout") {
      client.go_silent();
      t.advance(45s);
      CHECK(lost());
    }
    SUBCASE("forced close: a packet that cannot be decoded") {
      client.send("47");
      CHECK(lost());
    }
    SUBCASE("forced server close: a packet at the wrong point") {
      client.send(R"(42/x,["a"])");
      CHECK(lost());
    }
    SUBCASE("client namespace disconnect") {
      client.send("41");
      CHECK_FALSE(lost());
    }
    SUBCASE("server namespace disconnect") {
      t.socket(1).disconnect();
      CHECK_FALSE(lost());
    }
    SUBCASE("server namespace disconnect, with the connection") {
      t.socket(1).disconnect(true);
      CHECK_FALSE(lost());
    }
    SUBCASE("parse error") {
      client.send("9");
      CHECK_FALSE(lost());
    }
  }

  TEST_CASE("the server shuts down: nothing is kept any longer") {
    Server t;
    t.join();
    t.io.emit("a");
    t.io.close();
    t.settle();
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("expired: a new socket") {
    Server t;
    RawSocket& client = t.join();
    t.io.emit("a");
    t.settle();
    client.drop();
    SUBCASE("just in time") {
      t.advance(120s);
      CHECK(t.connect(R"(40{"pid":"<pid 1>","offset":"vMW01"})") == socket_1);
    }
    SUBCASE("too late") {
      t.advance(120s + 1ms);
      CHECK(t.connect(R"(40{"pid":"<pid 1>","offset":"vMW01"})") == new_socket_2);
      CHECK_FALSE(t.socket(2).recovered());
    }
  }

  TEST_CASE("a pid that nobody has, that is none, or of another namespace: a new socket") {
    Server t;
    t.io.of("/x");
    t.join().drop();
    CHECK(t.connect(R"(40{"pid":"nobody","offset":"vMW01"})") == new_socket_2);
    CHECK(t.connect(R"(40{"pid":"","offset":"vMW01"})") == Frames{R"(40{"sid":"<3>","pid":"<pid 3>"})"});
    CHECK(t.connect(R"(40{"pid":7,"offset":"vMW01"})") == Frames{R"(40{"sid":"<4>","pid":"<pid 4>"})"});
    CHECK(t.connect(R"(40/x,{"pid":"<pid 1>"})") == Frames{R"(40/x,{"sid":"<5>","pid":"<pid 5>"})"});
    CHECK(t.connect(R"(40{"pid":"<1>","offset":"vMW01"})") == Frames{R"(40{"sid":"<6>","pid":"<pid 6>"})"});
    CHECK(t.connect(R"(40{"pid":")" + std::string(10'000, 'p') + R"("})") ==
          Frames{R"(40{"sid":"<7>","pid":"<pid 7>"})"});
    CHECK(t.connect(R"(40{"pid":"<pid 1>","offset":[]})") == Frames{R"(40{"sid":"<8>","pid":"<pid 8>"})"});
    // All that took nothing away.
    CHECK(t.connect(R"(40{"pid":"<pid 1>","offset":null})") == socket_1);
  }

  TEST_CASE("an offset that is none of this log: a new socket") {
    for (const char* offset : {"vMW03", "vMW0", "hello", "VMW01", ""}) {
      CAPTURE(offset);
      Server t;
      RawSocket& client = t.join();
      t.io.emit("a");
      t.io.emit("b");
      t.settle();
      client.drop();
      CHECK(t.connect(R"(40{"pid":"<pid 1>","offset":")" + std::string(offset) + R"("})") == new_socket_2);
      // Nor does a second try help: the session is gone.
      CHECK(t.connect(R"(40{"pid":"<pid 1>","offset":"vMW01"})") ==
            Frames{R"(40{"sid":"<3>","pid":"<pid 3>"})"});
    }
  }

  TEST_CASE("two connections with the same pid: one gets the session") {
    Server t;
    t.join().drop();
    RawSocket& a = t.open();
    RawSocket& b = t.open();
    a.send(R"(40{"pid":"<pid 1>"})");
    CHECK(a.frames() == socket_1);
    // The other is the same client, as far as anybody can know, and its first connection is dead.
    b.send(R"(40{"pid":"<pid 1>"})");
    CHECK(b.frames() == socket_1);
    CHECK(a.closed());
    CHECK(t.io.socket_ids() == std::vector<std::string>{t.id(1)});
  }

  TEST_CASE("the old connection is half open: it is closed first, and its state is taken over") {
    Server t;
    t.io.of("/x");
    t.io.on_connection([&](Socket& socket) {
      t.note(socket.recovered() ? "recovered" : "new");
      socket.join("r");
      t.note_end(socket);
    });
    RawSocket& old = t.join();
    old.send("40/x,");
    old.frames();
    t.io.to("r").emit("a");
    t.settle();
    old.stall();
    old.go_silent();
    t.io.to("r").emit("b");
    t.settle();
    CHECK(t.connect(R"(40{"pid":"<pid 1>","offset":"vMW01"})") ==
          Frames{R"(42["b","vMW02"])", socket_1.front()});
    CHECK(old.closed());
    CHECK(t.notes == Notes{"new", "disconnecting forced close", "disconnect forced close", "recovered"});
    t.last->send(R"(40/x,{"pid":"<pid 2>"})");
    CHECK(t.last->frames() == Frames{R"(40/x,{"sid":"<2>","pid":"<pid 2>"})"});
    CHECK(t.io.of("/x").size() == 1);
  }

  TEST_CASE("middlewares are skipped when a client comes back") {
    Server t;
    t.io.use([&](Socket& socket, socketio::Next next) {
      t.note(socket.recovered() ? "recovered" : "new");
      next();
    });
    t.join().drop();
    CHECK(t.connect(R"(40{"pid":"<pid 1>"})") == socket_1);
    CHECK(t.connect(R"(40{"pid":"nobody"})") == new_socket_2);
    CHECK(t.notes == Notes{"new", "new"});
  }

  TEST_CASE("a client that saw no offset yet has missed everything since it connected, and nothing before") {
    Server t;
    t.io.emit("before");
    RawSocket& client = t.join();
    SUBCASE("it was sent nothing") {
      client.drop();
      t.io.emit("b");
      CHECK(t.connect(R"(40{"pid":"<pid 1>"})") == Frames{R"(42["b","vMW02"])", socket_1.front()});
    }
    SUBCASE("it did not receive what it was sent") {
      t.io.emit("a");
      t.settle();
      client.drop();
      t.io.emit("b");
      CHECK(t.connect(R"(40{"pid":"<pid 1>"})") ==
            Frames{R"(42["a","vMW02"])", R"(42["b","vMW03"])", socket_1.front()});
    }
    SUBCASE("it has an offset from elsewhere: the last text of some event, or that of an earlier session") {
      client.drop();
      t.io.emit("b");
      CHECK(t.connect(R"(40{"pid":"<pid 1>","offset":"hello"})") ==
            Frames{R"(42["b","vMW02"])", socket_1.front()});
    }
    SUBCASE("it has one of an earlier session, and did not receive what it was sent in this one") {
      t.io.emit("a");
      t.settle();
      client.drop();
      CHECK(t.connect(R"(40{"pid":"<pid 1>","offset":"vMW00"})") ==
            Frames{R"(42["a","vMW02"])", socket_1.front()});
    }
  }

  TEST_CASE("a quiet client comes back even when the events since its last one are gone from the log") {
    Server t;
    t.io.on_connection([](Socket& socket) { socket.join(socket.recovered() ? "r" : "quiet"); });
    RawSocket& client = t.join();
    t.io.emit("a");
    t.settle();
    for (int i = 0; i < 600; ++i) {
      t.io.to("busy").emit("not to it");
      t.advance(1s);
    }
    CHECK(client.frames() == Frames{R"(42["a","vMW01"])"});
    client.drop();
    t.io.to("quiet").emit("b");
    CHECK(t.connect(R"(40{"pid":"<pid 1>","offset":"vMW01"})") ==
          Frames{R"(42["b","vMW09Q"])", socket_1.front()});
  }

  TEST_CASE("the log no longer reaches back to what the client missed: a new socket") {
    ConnectionStateRecovery recovery;
    recovery.max_log_bytes = 10'000;
    Server t(recovery);
    RawSocket& client = t.join();
    t.io.emit("a");
    t.settle();
    client.drop();
    SUBCASE("bytes") {
      t.io.emit("b", std::string(6'000, 'x'));
      t.io.emit("c", std::string(6'000, 'x'));
      CHECK(t.connect(R"(40{"pid":"<pid 1>","offset":"vMW01"})") == new_socket_2);
    }
    SUBCASE("one that is too large") {
      t.io.emit("b", std::string(10'000, 'x'));
      CHECK(t.connect(R"(40{"pid":"<pid 1>","offset":"vMW01"})") == new_socket_2);
    }
    SUBCASE("it fits") {
      t.io.emit("b", std::string(6'000, 'x'));
      CHECK(t.connect(R"(40{"pid":"<pid 1>","offset":"vMW01"})").back() == socket_1.front());
    }
  }

  TEST_CASE("a busy room is forgotten before a quiet one") {
    ConnectionStateRecovery recovery;
    recovery.max_room_events = 2;
    Server t(recovery);
    t.io.on_connection([&](Socket& socket) { socket.join(t.io.of("/").size() == 1 ? "busy" : "quiet"); });
    RawSocket& a = t.join();
    RawSocket& b = t.join();
    a.drop();
    b.drop();
    for (int i = 0; i < 3; ++i) t.io.to("busy").emit("busy");
    t.io.to("quiet").emit("b");
    CHECK(t.connect(R"(40{"pid":"<pid 2>"})").size() == 2);
    CHECK(t.connect(R"(40{"pid":"<pid 1>"})").size() == 1);
  }

  TEST_CASE("more lost sessions than are kept: the one that was lost first is a new socket") {
    ConnectionStateRecovery recovery;
    recovery.max_sessions = 1;
    Server t(recovery);
    RawSocket& a = t.join();
    RawSocket& b = t.join();
    a.drop();
    b.drop();
    CHECK(t.connect(R"(40{"pid":"<pid 1>"})") == Frames{R"(40{"sid":"<3>","pid":"<pid 3>"})"});
    CHECK(t.connect(R"(40{"pid":"<pid 2>"})") == new_socket_2);
  }

  TEST_CASE("what came behind the CONNECT is handled after it") {
    Server t;
    t.io.on_connection([](Socket& socket) { socket.on("x", [&] { socket.emit("y"); }); });
    t.join().drop();
    t.io.emit("a");
    RawSocket& client = t.open();
    client.send_together({t.with_ids(R"(40{"pid":"<pid 1>"})"), R"(42["x"])"});
    CHECK(client.frames() == Frames{R"(42["a","vMW01"])", socket_1.front(), R"(42["y","vMW02"])"});
  }
}
