// Namespaces that go with their last socket, and what was kept of them.
#include <doctest/doctest.h>

#include <optional>

#include "socket_harness.hpp"
#include "socketio/remote_socket.hpp"

using namespace std::chrono_literals;
using socketio::Namespace;
using socketio::Next;
using socketio::Options;
using socketio::RawJson;
using socketio::Socket;
using test::Frames;
using test::Notes;
using test::RawSocket;
using test::SocketHarness;

namespace {

Options with_cleanup() {
  Options options;
  options.cleanup_empty_child_namespaces = true;
  return options;
}

}  // namespace

TEST_SUITE("socketio/namespaces that end") {
  TEST_CASE("cleanup: a child goes with its last socket, and can be made again") {
    SocketHarness t(with_cleanup());
    auto& parent = t.io.of_matching("^/r");
    t.io.on_new_namespace([&](Namespace& nsp) { t.note("new " + nsp.name()); });
    RawSocket& one = t.open();
    RawSocket& two = t.open();
    one.send("40/r1,");
    two.send("40/r1,");
    one.send("41/r1,");
    CHECK(t.io.find("/r1") != nullptr);
    two.drop();
    CHECK(t.io.find("/r1") == nullptr);
    CHECK(parent.children().empty());
    one.send("40/r1,");
    CHECK(t.take_notes() == Notes{"new /r1", "new /r1"});
    CHECK(t.io.find("/r1")->size() == 1);
  }

  TEST_CASE("cleanup: also after a connection that a middleware refused, not while one still decides") {
    SocketHarness t(with_cleanup());
    std::optional<Next> next;
    t.io.of_matching("^/r").use([&](Socket&, Next go) { next.emplace(std::move(go)); });
    RawSocket& one = t.open();
    RawSocket& two = t.open();
    one.send("40/r1,");
    const Next first = *next;
    two.send("40/r1,");
    first(socketio::Reject{"no"});
    t.settle();
    CHECK(t.io.find("/r1") != nullptr);
    (*next)(socketio::Reject{"no"});
    t.settle();
    CHECK(t.io.find("/r1") == nullptr);
  }

  TEST_CASE("cleanup: one that the application made waits for its first socket; others are never removed") {
    SocketHarness t(with_cleanup());
    t.io.of_matching("^/r");
    t.io.of("/r1");
    t.io.of("/static");
    t.advance(1s);
    CHECK(t.io.find("/r1") != nullptr);
    RawSocket& client = t.open();
    for (const char* packet : {"40/r1,", "40/static,", "41/r1,", "41/static,"}) client.send(packet);
    CHECK(t.io.find("/r1") == nullptr);
    CHECK(t.io.find("/static") != nullptr);
  }

  TEST_CASE("without cleanup an empty child stays") {
    SocketHarness t;
    t.io.of_matching("^/r");
    RawSocket& client = t.open();
    client.send("40/r1,");
    client.send("41/r1,");
    t.advance(1s);
    CHECK(t.io.find("/r1") != nullptr);
  }

  TEST_CASE("cleanup: handlers of the last socket may use the namespace until the turn ends") {
    SocketHarness t(with_cleanup());
    t.io.of_matching("^/r").on_connection([&](Socket& socket) {
      socket.on_disconnect([&t, &nsp = socket.nsp()](socketio::DisconnectReason) {
        nsp.emit("gone");
        t.note("left " + nsp.name() + " " + std::to_string(nsp.size()));
      });
    });
    RawSocket& client = t.open();
    client.send("40/r1,");
    client.send("41/r1,");
    CHECK(t.take_notes() == Notes{"left /r1 0"});
  }

  TEST_CASE("what was kept of a namespace that is gone does nothing") {
    SocketHarness t(with_cleanup());
    auto& parent = t.io.of_matching("^/r");
    std::optional<socketio::Ack<int>> ack;
    std::optional<Next> next;
    std::optional<socketio::BroadcastOperator> room;
    std::vector<socketio::RemoteSocket> fetched;
    parent.use([&](Socket&, Next go) {
      if (!next) next.emplace(go);
      go();
    });
    parent.on_connection([&](Socket& socket) {
      if (room) return;  // the second one
      room.emplace(socket.nsp().to("room"));
      socket.on("ask", [&](socketio::Ack<int> kept) { ack.emplace(std::move(kept)); });
      socket.nsp().fetch_sockets(
          [&](std::error_code, std::vector<socketio::RemoteSocket> all) { fetched = std::move(all); });
    });
    RawSocket& client = t.open();
    client.send("40/r1,");
    client.send(R"(42/r1,7["ask"])");
    client.send("41/r1,");
    REQUIRE(t.io.find("/r1") == nullptr);
    client.send("40/r1,");
    client.frames();
    const auto old_ack = *ack;
    old_ack(1);
    (*next)();
    room->emit("x");
    REQUIRE(fetched.size() == 1);
    fetched.front().emit("x");
    t.settle();
    CHECK(client.frames() == Frames{});
  }

  TEST_CASE("operators of a namespace that is gone: acknowledgements fail, nobody is found") {
    SocketHarness t(with_cleanup());
    t.io.of_matching("^/r");
    RawSocket& client = t.open();
    client.send("40/r1,");
    const auto all = t.io.of("/r1").all();
    all.timeout(1s).emit("x", [&](std::error_code error, const std::vector<RawJson>& answers) {
      t.note(error.message() + " " + std::to_string(answers.size()));
    });
    client.send("41/r1,");
    CHECK(t.take_notes() == Notes{"Success 0"});
    all.timeout(1s).emit("x", [&](std::error_code error, const std::vector<RawJson>& answers) {
      t.note(error.message() + " " + std::to_string(answers.size()));
    });
    CHECK(t.take_notes().size() == 1);
    all.fetch_sockets([&](std::error_code, const std::vector<socketio::RemoteSocket>& found) {
      t.note(std::to_string(found.size()));
    });
    CHECK(t.take_notes() == Notes{"0"});
    CHECK(all.socket_ids().empty());
    all.sockets_join("r");
    all.disconnect_sockets();
  }
}
