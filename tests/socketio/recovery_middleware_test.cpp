// Connection state recovery beside what the application does: middlewares, adapters of its own, options.
#include <doctest/doctest.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/manual_timers.hpp"
#include "fake_wire.hpp"
#include "socket_harness.hpp"
#include "socketio/in_memory_adapter.hpp"

using namespace std::chrono_literals;
using socketio::ConnectionStateRecovery;
using socketio::Next;
using socketio::Reject;
using socketio::Socket;
using test::Frames;
using test::Notes;
using test::RawSocket;
using test::SocketHarness;

namespace {

socketio::Options shown_to_middlewares() {
  socketio::Options options;
  options.connection_state_recovery = ConnectionStateRecovery();
  options.connection_state_recovery->skip_middlewares = false;
  return options;
}

/// A server that shows also those who come back to its middleware, which decides later.
struct Server : SocketHarness {
  Server() : SocketHarness(shown_to_middlewares()) {
    io.use([this](Socket& socket, Next go) {
      note(socket.recovered() ? "recovered" : "new");
      if (!waiting_wanted) return go();
      waiting = &socket;
      next = go;
    });
    io.on_connection([this](Socket& socket) {
      note("connected");
      if (!socket.recovered()) socket.join({"r1", "r2"});
    });
    RawSocket& client = join();
    io.emit("a");
    settle();
    client.drop();
    waiting_wanted = true;
  }
  /// The client is back and waits for the middleware.
  RawSocket& come_back() {
    RawSocket& client = open();
    client.send(R"(40{"pid":"<pid 1>","offset":"vMW01"})");
    return client;
  }

  bool waiting_wanted = false;
  Socket* waiting = nullptr;
  std::optional<Next> next;
};

const Frames socket_1{R"(40{"sid":"<1>","pid":"<pid 1>"})"};

/// An adapter that has no way to give a session back.
class ForgetfulAdapter final : public socketio::InMemoryAdapter {
 public:
  using InMemoryAdapter::InMemoryAdapter;
  socketio::SessionRecovery* recovery() override { return nullptr; }
};

std::string refusal(const socketio::Options& options) {
  base::ManualTimers time;
  test::FakeWire wire;
  try {
    const socketio::Server server(options, time, wire);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_SUITE("socketio/recovery and the application") {
  TEST_CASE("a middleware sees who comes back, and what was missed goes out only when it agrees") {
    Server t;
    RawSocket& client = t.come_back();
    CHECK(client.frames().empty());
    REQUIRE(t.waiting != nullptr);
    CHECK(t.waiting->id() == t.id(1));
    CHECK(t.waiting->rooms() == std::vector<std::string>{t.id(1), "r1", "r2"});
    t.io.to("r1").emit("meanwhile");
    (*t.next)();
    t.settle();
    CHECK(client.frames() == Frames{R"(42["meanwhile","vMW02"])", socket_1.front()});
    CHECK(t.notes == Notes{"new", "connected", "recovered", "connected"});
  }

  TEST_CASE("a middleware takes a room away: its events are not sent") {
    Server t;
    t.io.to("r1").emit("b");
    t.io.to("r2").emit("c");
    RawSocket& client = t.come_back();
    t.waiting->leave("r1");
    (*t.next)();
    t.settle();
    CHECK(client.frames() == Frames{R"(42["c","vMW03"])", socket_1.front()});
  }

  TEST_CASE("a middleware refuses: nothing was told, and the session is gone") {
    Server t;
    t.io.emit("secret");
    RawSocket& client = t.come_back();
    (*t.next)(Reject{"no"});
    t.settle();
    CHECK(client.frames() == Frames{R"(44{"message":"no"})"});
    t.waiting_wanted = false;
    client.send(R"(40{"pid":"<pid 1>","offset":"vMW01"})");
    CHECK(client.frames() == Frames{R"(40{"sid":"<2>","pid":"<pid 2>"})"});
  }

  TEST_CASE("the connection is lost again while a middleware thinks: the client can still come back") {
    Server t;
    t.io.emit("b");
    t.come_back().drop();
    (*t.next)();
    t.io.emit("c");
    t.waiting_wanted = false;
    CHECK(t.come_back().frames() == Frames{R"(42["b","vMW02"])", R"(42["c","vMW03"])", socket_1.front()});
    CHECK(t.socket(1).in_room("r2"));
  }

  TEST_CASE("the same while nobody noticed the loss yet") {
    Server t;
    t.io.emit("b");
    RawSocket& dead = t.come_back();
    dead.go_silent();
    t.waiting_wanted = false;
    CHECK(t.come_back().frames() == Frames{R"(42["b","vMW02"])", socket_1.front()});
    CHECK(dead.closed());
    (*t.next)();
    CHECK(t.io.of("/").size() == 1);
  }

  TEST_CASE("what a middleware emits has an offset, is in front, and is not sent again") {
    Server t;
    t.io.emit("b");
    RawSocket& client = t.come_back();
    t.waiting->emit("wait");
    t.settle();
    CHECK(client.frames() == Frames{R"(42["wait","vMW03"])"});
    (*t.next)();
    t.settle();
    CHECK(client.frames() == Frames{R"(42["b","vMW02"])", socket_1.front()});
    client.drop();
    t.waiting_wanted = false;
    CHECK(t.come_back().frames() == Frames{R"(42["b","vMW02"])", socket_1.front()});
  }

  TEST_CASE("listeners of the old connection shut the server down: nobody comes back") {
    socketio::Options options;
    options.connection_state_recovery = ConnectionStateRecovery();
    SocketHarness t(options);
    t.io.on_connection([&](Socket& socket) {
      t.note("connected");
      socket.on_disconnect([&](socketio::DisconnectReason) { t.io.close(); });
    });
    t.join().go_silent();
    RawSocket& client = t.open();
    client.send(R"(40{"pid":"<pid 1>"})");
    CHECK(client.frames().empty());
    CHECK(client.closed());
    CHECK(t.notes == Notes{"connected"});
  }

  TEST_CASE("a namespace that clients made stays as long as somebody may come back to it") {
    socketio::Options options;
    options.connection_state_recovery = ConnectionStateRecovery();
    options.cleanup_empty_child_namespaces = true;
    SocketHarness t(options);
    t.io.of_matching("^/r");
    RawSocket& client = t.open();
    client.send("40/r,");
    CHECK(client.frames() == Frames{R"(40/r,{"sid":"<1>","pid":"<pid 1>"})"});
    SUBCASE("somebody comes back") {
      client.drop();
      t.advance(119s);
      t.io.of("/r").emit("missed");
      RawSocket& back = t.open();
      back.send(R"(40/r,{"pid":"<pid 1>"})");
      CHECK(back.frames() == Frames{R"(42/r,["missed","vMW01"])", R"(40/r,{"sid":"<1>","pid":"<pid 1>"})"});
      t.advance(300s);
      CHECK(t.io.find("/r") != nullptr);
      back.send("41/r,");
    }
    SUBCASE("nobody does") {
      client.drop();
      t.advance(120s);
      CHECK(t.io.find("/r") != nullptr);
      t.advance(1s);
    }
    SUBCASE("nobody may") { client.send("41/r,"); }
    CHECK(t.io.find("/r") == nullptr);
  }

  TEST_CASE("an adapter that is not session-aware is refused") {
    socketio::Options options;
    options.adapter = [](socketio::Namespace& nsp) { return std::make_unique<ForgetfulAdapter>(nsp); };
    CHECK(refusal(options).empty());
    options.connection_state_recovery = ConnectionStateRecovery();
    CHECK(refusal(options) ==
          "socketio::Options: connection_state_recovery needs a session-aware adapter, and the one that "
          "Options::adapter made for / is not");
    options.adapter = socketio::make_in_memory_adapter;
    CHECK(refusal(options).empty());
  }

  TEST_CASE("options out of range are refused by name") {
    const auto refused = [](auto change) {
      socketio::Options options;
      change(options.connection_state_recovery.emplace());
      return refusal(options);
    };
    const std::string who = "socketio::ConnectionStateRecovery: ";
    CHECK(refused([](ConnectionStateRecovery&) {}).empty());
    CHECK(refused([](ConnectionStateRecovery& r) { r.max_disconnection_duration = 0ms; }) ==
          who + "max_disconnection_duration must be positive");
    CHECK(refused([](ConnectionStateRecovery& r) { r.max_log_bytes = 0; }) ==
          who + "max_log_bytes must be positive");
    CHECK(refused([](ConnectionStateRecovery& r) { r.max_total_log_bytes = r.max_log_bytes - 1; }) ==
          who + "max_total_log_bytes must be at least max_log_bytes");
    CHECK(refused([](ConnectionStateRecovery& r) { r.max_sessions = 0; }) ==
          who + "max_sessions must be positive");
    CHECK(refused([](ConnectionStateRecovery& r) { r.max_session_bytes = 0; }) ==
          who + "max_session_bytes must be positive");
  }
}
