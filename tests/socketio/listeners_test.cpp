// Listeners that see everything, and those of a socket's end: adding, counting, removing.
#include <doctest/doctest.h>

#include <system_error>

#include "socket_harness.hpp"

using socketio::Args;
using socketio::DisconnectReason;
using socketio::Next;
using socketio::Reject;
using socketio::Socket;
using test::Frames;
using test::Notes;
using test::RawSocket;
using test::SocketHarness;

TEST_SUITE("socketio/listeners") {
  TEST_CASE("catch-all listeners of what goes out: order, count, removal one by one and all") {
    SocketHarness t;
    const auto note = [&](std::string who) {
      return [&t, who](std::string_view event, const Args& args) {
        t.note(who + " " + std::string(event) + " " + std::to_string(args.size()));
      };
    };
    t.join();
    Socket& socket = t.socket(1);
    CHECK(socket.listeners_any_outgoing() == 0);
    const auto first = socket.on_any_outgoing(note("first"));
    socket.prepend_any_outgoing(note("front"));
    CHECK(socket.listeners_any_outgoing() == 2);
    CHECK(socket.listeners_any() == 0);
    socket.emit("x", 1, 2);
    t.io.emit("y");
    CHECK(t.take_notes() == Notes{"front x 2", "first x 2", "front y 0", "first y 0"});
    socket.off_any_outgoing(first);
    socket.off_any_outgoing(first);
    CHECK(socket.listeners_any_outgoing() == 1);
    t.io.emit("z");
    CHECK(t.take_notes() == Notes{"front z 0"});
    socket.off_any_outgoing();
    CHECK(socket.listeners_any_outgoing() == 0);
    t.io.emit("z");
    CHECK(t.take_notes() == Notes{});
  }

  TEST_CASE("catch-all listeners of what comes in: count, and off_any leaves the outgoing ones") {
    SocketHarness t;
    RawSocket& client = t.join();
    Socket& socket = t.socket(1);
    socket.off_any();
    socket.on_any([&](std::string_view, const Args&) { t.note("any"); });
    socket.prepend_any([&](std::string_view, const Args&) { t.note("front"); });
    socket.on_any_outgoing([&](std::string_view, const Args&) { t.note("outgoing"); });
    CHECK(socket.listeners_any() == 2);
    client.send(R"(42["x"])");
    CHECK(t.take_notes() == Notes{"front", "any"});
    socket.off_any();
    CHECK(socket.listeners_any() == 0);
    client.send(R"(42["x"])");
    socket.emit("x");
    CHECK(t.take_notes() == Notes{"outgoing"});
  }

  TEST_CASE("off() with a token removes whatever has it") {
    SocketHarness t;
    RawSocket& client = t.join();
    Socket& socket = t.socket(1);
    socket.off(1);
    const std::vector<std::uint64_t> tokens = {
        socket.on("x", [&] { t.note("handler"); }),
        socket.on_any([&](std::string_view, const Args&) { t.note("any"); }),
        socket.on_any_outgoing([&](std::string_view, const Args&) { t.note("outgoing"); }),
        socket.on_error([&](std::string_view) { t.note("error"); }),
        socket.on_disconnecting([&](DisconnectReason) { t.note("disconnecting"); }),
        socket.on_disconnect([&](DisconnectReason) { t.note("disconnect"); }),
    };
    socket.use([](std::string_view event, const Args&, const Next& next) {
      if (event == "bad") return next(Reject{"no"});
      next();
    });
    client.send(R"(42["x"])");
    client.send(R"(42["bad"])");
    socket.emit("x");
    CHECK(t.take_notes() == Notes{"any", "handler", "any", "error", "outgoing"});
    for (const std::uint64_t token : tokens) socket.off(token);
    client.send(R"(42["x"])");
    client.send(R"(42["bad"])");
    socket.emit("x");
    client.drop();
    CHECK(t.take_notes() == Notes{});
  }

  TEST_CASE("several error listeners are all told, in order") {
    SocketHarness t;
    RawSocket& client = t.join();
    Socket& socket = t.socket(1);
    socket.on_error([&](std::string_view message) { t.note("first " + std::string(message)); });
    socket.on_error([&](std::string_view message) { t.note("second " + std::string(message)); });
    socket.use([](std::string_view, const Args&, const Next& next) { next(Reject{"no"}); });
    client.send(R"(42["x"])");
    CHECK(t.take_notes() == Notes{"first no", "second no"});
  }

  TEST_CASE("listeners of the end get the reason and, if they want it, the description") {
    SocketHarness t;
    RawSocket& client = t.join();
    Socket& socket = t.socket(1);
    const auto note = [&](DisconnectReason reason, std::string_view description) {
      t.note(std::string(to_string(reason)) + (description.empty() ? "" : ": has a description"));
    };
    socket.on_disconnecting(note);
    socket.on_disconnect(note);
    socket.on_disconnect(
        [&, calls = 0](DisconnectReason) mutable { t.note("called " + std::to_string(++calls)); });
    client.drop(std::make_error_code(std::errc::connection_reset));
    CHECK(t.take_notes() ==
          Notes{"transport error: has a description", "transport error: has a description", "called 1"});
  }

  TEST_CASE("flags and a deadline: volatile and not writable means that nobody is asked") {
    SocketHarness t;
    RawSocket& client = t.join();
    Socket& socket = t.socket(1);
    const auto note = [&](std::error_code error, int answer) {
      t.note(error.message() + " " + std::to_string(answer));
    };
    socket.compress(false).timeout(std::chrono::seconds(1)).emit("x", note);
    t.settle();
    CHECK(client.frames() == Frames{R"(420["x"])"});
    client.send("430[5]");
    CHECK(t.take_notes() == Notes{"Success 5"});
    client.stall();
    socket.emit("fills the queue");
    t.settle();
    socket.volatile_().timeout(std::chrono::seconds(1)).emit("x", note);
    t.advance(std::chrono::seconds(1));
    CHECK(t.take_notes() == Notes{"operation has timed out 0"});
  }

  TEST_CASE("write: is emit(\"message\"), as send") {
    SocketHarness t;
    RawSocket& client = t.join();
    t.socket(1).write(1);
    t.io.write(2);
    t.io.to(t.id(1)).write(3);
    t.settle();
    CHECK(client.frames() == Frames{R"(42["message",1])", R"(42["message",2])", R"(42["message",3])"});
  }

  TEST_CASE("the engine's session of a socket, until it is disconnected") {
    SocketHarness t;
    t.join();
    Socket& socket = t.socket(1);
    REQUIRE(socket.conn() != nullptr);
    CHECK_FALSE(socket.disconnected());
    const void* seen = &socket;
    socket.on_disconnect([&](DisconnectReason) {
      t.note(socket.conn() == nullptr && socket.disconnected() && seen == &socket ? "gone" : "still there");
    });
    socket.disconnect();
    CHECK(t.take_notes() == Notes{"gone"});
  }
}
