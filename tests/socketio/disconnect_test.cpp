#include "socketio/disconnect_reason.hpp"

#include <doctest/doctest.h>

#include <system_error>

#include "socket_harness.hpp"

using namespace std::chrono_literals;
using socketio::DisconnectReason;
using socketio::Socket;
using test::Frames;
using test::Notes;
using test::RawSocket;
using test::SocketHarness;

namespace {

Notes end(const std::string& reason) { return {"disconnecting " + reason, "disconnect " + reason}; }

/// Notes the end of each socket.
void watch(SocketHarness& t) {
  t.io.on_connection([&t](Socket& socket) { t.note_end(socket); });
}

}  // namespace

TEST_SUITE("socketio/disconnect") {
  TEST_CASE("the client leaves: client namespace disconnect, nothing is answered") {
    SocketHarness t;
    watch(t);
    RawSocket& client = t.join();
    client.send("41");
    CHECK(t.notes == end("client namespace disconnect"));
    CHECK(client.frames().empty());
    CHECK_FALSE(client.closed());
  }

  TEST_CASE("the server disconnects: 41, server namespace disconnect, the connection stays") {
    SocketHarness t;
    watch(t);
    RawSocket& client = t.join();
    t.socket(1).disconnect();
    CHECK(t.notes == end("server namespace disconnect"));
    t.settle();
    CHECK(client.frames() == Frames{"41"});
    CHECK_FALSE(client.closed());
  }

  TEST_CASE("the server disconnects in another namespace: 41 with its name") {
    SocketHarness t;
    t.io.of("/x");
    RawSocket& client = t.open();
    client.send("40/x,");
    client.frames();
    t.socket(1, "/x").disconnect();
    CHECK(client.frames() == Frames{"41/x,"});
  }

  TEST_CASE("disconnect(true): 41 for every namespace, then the connection closes") {
    SocketHarness t;
    watch(t);
    t.io.of("/x").on_connection([&](Socket& socket) { t.note_end(socket, "/x "); });
    t.io.of("/y").use([](Socket&, socketio::Next) {});
    RawSocket& client = t.join();
    client.send("40/x,");
    client.send("40/y,");
    client.frames();
    t.socket(2, "/x").disconnect(true);
    t.settle();
    CHECK(client.frames() == Frames{"41", "41/x,"});
    CHECK(client.closed());
    CHECK(t.notes ==
          Notes{"disconnecting server namespace disconnect", "disconnect server namespace disconnect",
                "/x disconnecting server namespace disconnect", "/x disconnect server namespace disconnect"});
  }

  TEST_CASE("io.close(): server shutting down, no 41, sessions are discarded") {
    SocketHarness t;
    watch(t);
    RawSocket& client = t.join();
    t.io.close();
    t.settle();
    CHECK(t.notes == end("server shutting down"));
    CHECK(client.frames().empty());
    CHECK(client.closed());
    CHECK(t.io.socket_ids().empty());
    CHECK(t.io.engine().sessions() == 0);
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("io.drain(): one after the other, server shutting down, no 41") {
    SocketHarness t;
    watch(t);
    RawSocket& first = t.join();
    RawSocket& second = t.join();
    bool drained = false;
    t.io.drain(std::chrono::milliseconds(50), [&] { drained = true; });
    t.settle();
    CHECK(t.notes == end("server shutting down"));
    CHECK(first.closed() != second.closed());
    CHECK_FALSE(drained);
    t.advance(std::chrono::milliseconds(50));
    CHECK(t.io.socket_ids().empty());
    CHECK((first.closed() && second.closed()));
    CHECK((first.frames().empty() && second.frames().empty()));
    CHECK(drained);
  }

  TEST_CASE("io.close() a second time, or from a handler: nothing more happens") {
    SocketHarness t;
    watch(t);
    t.io.on_connection([&](Socket& socket) {
      socket.on("x", [&] {
        t.io.close();
        socket.emit("y");
        t.io.close();
      });
    });
    RawSocket& client = t.join();
    client.send_together({R"(42["x"])", R"(42["x"])"});
    CHECK(t.notes == end("server shutting down"));
    CHECK(client.frames().empty());
  }

  TEST_CASE("the connection goes away: transport close") {
    SocketHarness t;
    watch(t);
    t.join().drop();
    CHECK(t.notes == end("transport close"));
  }

  TEST_CASE("the connection breaks: transport error") {
    SocketHarness t;
    watch(t);
    t.join().drop(std::make_error_code(std::errc::connection_reset));
    CHECK(t.notes == end("transport error"));
  }

  TEST_CASE("no pong: ping timeout") {
    SocketHarness t;
    watch(t);
    t.join().go_silent();
    t.advance(44'999ms);
    CHECK(t.notes.empty());
    t.advance(1ms);
    CHECK(t.notes == end("ping timeout"));
  }

  TEST_CASE("an undecodable Engine.IO packet: parse error") {
    SocketHarness t;
    watch(t);
    t.join().send("9");
    CHECK(t.notes == end("parse error"));
  }

  TEST_CASE("an invalid Socket.IO packet: forced close") {
    SocketHarness t;
    watch(t);
    t.join().send("47");
    CHECK(t.notes == end("forced close"));
  }

  TEST_CASE("a packet for a namespace that was not joined: forced server close") {
    SocketHarness t;
    watch(t);
    RawSocket& client = t.join();
    client.send(R"(42/x,["a"])");
    CHECK(client.closed());
    CHECK(t.notes == end("forced server close"));
  }

  TEST_CASE("every namespace of a connection ends with it, each once") {
    SocketHarness t;
    watch(t);
    t.io.of("/x").on_connection([&](Socket& socket) { t.note_end(socket, "/x "); });
    RawSocket& client = t.join();
    client.send("40/x,");
    client.drop();
    CHECK(t.notes == Notes{"disconnecting transport close", "disconnect transport close",
                           "/x disconnecting transport close", "/x disconnect transport close"});
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("rooms: still there in disconnecting, gone in disconnect") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.join("r");
      const auto state = [&] {
        return std::to_string(socket.rooms().size()) + (socket.in_room("r") ? " r" : "") +
               (socket.in_room(socket.id()) ? " own" : "") + (socket.connected() ? " connected" : "") + " " +
               std::to_string(t.io.of("/").size()) + "/" + std::to_string(t.io.in("r").socket_ids().size()) +
               "/" + std::to_string(t.io.in(socket.id()).socket_ids().size());
      };
      socket.on_disconnecting([&, state](DisconnectReason) { t.note(state()); });
      socket.on_disconnect([&, state](DisconnectReason) { t.note(state()); });
    });
    RawSocket& client = t.join();
    SUBCASE("by the client") { client.send("41"); }
    SUBCASE("by the server") { t.socket(1).disconnect(); }
    SUBCASE("with the connection") { client.drop(); }
    CHECK(t.notes == Notes{"2 r own connected 1/1/1", "0 0/0/0"});
  }

  TEST_CASE("in disconnect others can be told, and the socket is not among them") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.join("r");
      socket.on_disconnect([&](DisconnectReason) {
        t.io.emit("left", static_cast<int>(t.io.of("/").size()));
        socket.to("r").emit("bye");
        CHECK(t.io.of("/").find(socket.id()) == nullptr);
      });
    });
    RawSocket& a = t.join();
    RawSocket& b = t.join();
    a.send("41");
    CHECK(a.frames().empty());
    CHECK(b.frames() == Frames{R"(42["left",1])", R"(42["bye"])"});
  }

  TEST_CASE("after it, the socket is a shell: nothing is sent, joined or called") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.on("x", [&](socketio::Ack<int> ack) {
        socket.disconnect();
        socket.emit("a");
        socket.volatile_().emit("a");
        ack(1);
        socket.join("r");
        socket.leave("r");
        socket.disconnect();
        socket.disconnect(true);
        socket.timeout(1s).emit("q", [&](std::error_code error) { t.note(error.message()); });
        t.note(std::to_string(t.io.in("r").socket_ids().size()));
        socket.on("y", [&] { t.note("never"); });
      });
    });
    RawSocket& client = t.join();
    client.send(R"(425["x"])");
    CHECK(client.frames() == Frames{"41"});
    CHECK(t.notes == Notes{"socket has been disconnected", "0"});
    CHECK_FALSE(client.closed());
  }

  TEST_CASE("a handler disconnects: the remaining handlers of the event do not run") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.on("x", [&] { socket.disconnect(); });
      socket.on("x", [&] { t.note("second"); });
    });
    RawSocket& client = t.join();
    client.send(R"(42["x"])");
    CHECK(t.notes.empty());
  }

  TEST_CASE("disconnecting handlers that disconnect the same socket change nothing") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      t.note_end(socket);
      socket.on_disconnecting([&](DisconnectReason) { socket.disconnect(); });
      socket.on_disconnect([&](DisconnectReason) { socket.disconnect(); });
    });
    RawSocket& client = t.join();
    SUBCASE("by the client") {
      client.send("41");
      CHECK(t.notes == end("client namespace disconnect"));
      CHECK(client.frames().empty());
    }
    SUBCASE("by the server") {
      t.socket(1).disconnect();
      CHECK(t.notes == end("server namespace disconnect"));
      CHECK(client.frames() == Frames{"41"});
    }
    SUBCASE("by the server, with the connection") {
      t.socket(1).disconnect(true);
      CHECK(t.notes == end("server namespace disconnect"));
      CHECK(client.frames() == Frames{"41"});
      CHECK(client.closed());
    }
    SUBCASE("with the connection") {
      client.drop();
      CHECK(t.notes == end("transport close"));
    }
  }

  TEST_CASE("a disconnecting handler ends the connection: the other namespaces end, too, each once") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      t.note_end(socket);
      socket.on_disconnecting([&](DisconnectReason) { socket.disconnect(true); });
    });
    t.io.of("/x").on_connection([&](Socket& socket) { t.note_end(socket, "/x "); });
    RawSocket& client = t.join();
    client.send("40/x,");
    client.frames();
    client.send("41");
    CHECK(client.frames() == Frames{"41/x,"});
    CHECK(client.closed());
    CHECK(t.notes ==
          Notes{"disconnecting client namespace disconnect", "/x disconnecting server namespace disconnect",
                "/x disconnect server namespace disconnect", "disconnect client namespace disconnect"});
  }

  TEST_CASE("io.close() inside disconnecting and disconnect handlers") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      t.note_end(socket);
      if (t.io.socket_ids().size() == 1) {
        socket.on_disconnecting([&](DisconnectReason) { t.io.close(); });
      } else {
        socket.on_disconnect([&](DisconnectReason) { t.io.close(); });
      }
    });
    RawSocket& a = t.join();
    RawSocket& b = t.join();
    SUBCASE("in disconnecting") {
      a.send("41");
      CHECK(t.take_notes().size() == 4);
    }
    SUBCASE("in disconnect") {
      b.send("41");
      CHECK(t.take_notes().size() == 4);
    }
    CHECK(a.closed());
    CHECK(b.closed());
    CHECK(t.io.engine().sessions() == 0);
  }

  TEST_CASE("two sockets that disconnect each other") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      t.note_end(socket);
      socket.on_disconnecting([&](DisconnectReason) { t.io.of("/").all().disconnect_sockets(); });
    });
    RawSocket& a = t.join();
    RawSocket& b = t.join();
    a.send("41");
    CHECK(t.notes.size() == 4);
    CHECK(a.frames().empty());
    CHECK(b.frames() == Frames{"41"});
    CHECK(t.io.of("/").size() == 0);
  }

  TEST_CASE("a socket that is leaving receives nothing more") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.on_disconnecting([&](DisconnectReason) {
        socket.emit("direct");
        t.io.emit("all");
      });
    });
    RawSocket& a = t.join();
    RawSocket& b = t.join();
    t.socket(1).disconnect();
    t.settle();
    CHECK(a.frames() == Frames{"41"});
    CHECK(b.frames() == Frames{R"(42["all"])"});
  }

  TEST_CASE("several listeners of the end run in order; one that throws stops nothing") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.on_disconnecting([](DisconnectReason) { throw 1; });
      socket.on_disconnect([](DisconnectReason) { throw std::runtime_error("expected by this test"); });
      t.note_end(socket);
    });
    t.join().send("41");
    CHECK(t.notes == end("client namespace disconnect"));
  }

  TEST_CASE("last_seen: what came last, also after the end") {
    SocketHarness t;
    base::Timers::Clock::time_point seen{};
    t.io.on_connection(
        [&](Socket& socket) { socket.on_disconnect([&](DisconnectReason) { seen = socket.last_seen(); }); });
    RawSocket& client = t.join();
    t.advance(10s);
    client.send(R"(42["x"])");
    const auto then = t.time.now();
    CHECK(t.socket(1).last_seen() == then);
    t.advance(3s);
    client.drop();
    CHECK(seen == then);
  }

  TEST_CASE("reasons have the reference's words") {
    CHECK(to_string(DisconnectReason::server_namespace_disconnect) == "server namespace disconnect");
    CHECK(to_string(DisconnectReason::client_namespace_disconnect) == "client namespace disconnect");
    CHECK(to_string(DisconnectReason::server_shutting_down) == "server shutting down");
    CHECK(to_string(DisconnectReason::ping_timeout) == "ping timeout");
    CHECK(to_string(DisconnectReason::transport_close) == "transport close");
    CHECK(to_string(DisconnectReason::transport_error) == "transport error");
    CHECK(to_string(DisconnectReason::parse_error) == "parse error");
    CHECK(to_string(DisconnectReason::forced_close) == "forced close");
    CHECK(to_string(DisconnectReason::forced_server_close) == "forced server close");
  }
}
