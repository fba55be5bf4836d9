// Clients that lose their connection at any point, over and over: each sees every event that was for it, once
// and in order.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "socket_harness.hpp"

using namespace std::chrono_literals;
using test::Frames;
using test::RawSocket;
using test::SocketHarness;

namespace {

socketio::Options with_recovery() {
  socketio::Options options;
  options.connection_state_recovery = socketio::ConnectionStateRecovery();
  return options;
}

/// One client that remembers what it saw, and what it has to see.
struct Client {
  std::string id, pid, offset;
  RawSocket* wire = nullptr;  // null: away
  std::set<std::string> rooms;
  std::vector<int> expected, seen;
};

struct Crowd {
  SocketHarness t{with_recovery()};
  std::vector<Client> clients{std::vector<Client>(8)};
  std::mt19937 dice;
  int last_event = 0;

  explicit Crowd(unsigned seed) : dice(seed) {
    for (Client& client : clients) connect(client);
  }
  std::size_t roll(std::size_t sides) { return dice() % sides; }
  std::string room() { return "r" + std::to_string(roll(3)); }

  /// What stands between `before` and the next '"'.
  static std::string quoted(const std::string& text, std::string_view before) {
    const std::size_t start = text.find(before) + before.size();
    return text.substr(start, text.find('"', start) - start);
  }
  void connect(Client& client) {
    client.wire = &t.open();
    std::string packet = "40";
    if (!client.pid.empty()) {
      packet += R"({"pid":")" + client.pid + '"';
      if (!client.offset.empty()) packet += R"(,"offset":")" + client.offset + '"';
      packet += '}';
    }
    client.wire->send(packet);
    Frames frames = client.wire->frames();
    REQUIRE_FALSE(frames.empty());
    const std::string reply = t.with_ids(frames.back());
    frames.pop_back();
    if (client.pid.empty()) {
      client.id = quoted(reply, R"("sid":")");
      client.pid = quoted(reply, R"("pid":")");
    }
    CHECK(reply == R"(40{"sid":")" + client.id + R"(","pid":")" + client.pid + R"("})");
    read(client, frames);
  }
  static void read(Client& client, const Frames& frames) {
    for (const std::string& frame : frames) {
      REQUIRE(frame.starts_with(R"(42["e",)"));
      client.seen.push_back(std::atoi(frame.c_str() + 7));
      client.offset = frame.substr(frame.rfind(",\"") + 2);
      client.offset.resize(client.offset.find('"'));
    }
  }
  /// The connection breaks; what is still on its way does not arrive.
  void lose(Client& client) {
    Frames frames = client.wire->frames();
    frames.resize(roll(frames.size() + 1));
    read(client, frames);
    client.wire->drop();
    client.wire = nullptr;
  }
  /// The client comes back before anybody noticed that it was gone.
  void come_back_early(Client& client) {
    Frames frames = client.wire->frames();
    frames.resize(roll(frames.size() + 1));
    read(client, frames);
    connect(client);
  }
  void emit() {
    const int number = ++last_event;
    const std::string to = room(), except = room();
    const std::size_t kind = roll(5);
    Client& one = clients[roll(clients.size())];
    const auto is_target = [&](const Client& client) {
      switch (kind) {
        case 0:
          return true;
        case 1:
          return client.rooms.contains(to);
        case 2:
          return client.rooms.contains(to) && !client.rooms.contains(except);
        case 3:
          return !client.rooms.contains(except);
        default:
          return &client == &one;
      }
    };
    if (kind == 0) t.io.emit("e", number);
    if (kind == 1) t.io.to(to).emit("e", number);
    if (kind == 2) t.io.to(to).except(except).emit("e", number);
    if (kind == 3) t.io.except(except).emit("e", number);
    if (kind == 4 && one.wire) t.io.of("/").find(one.id)->emit("e", number);
    if (kind == 4 && !one.wire) t.io.to(one.id).emit("e", number);
    for (Client& client : clients) {
      if (is_target(client)) client.expected.push_back(number);
    }
  }
  /// What was missed is judged by the rooms at the loss, so the client has seen all there is before they
  /// change.
  void change_rooms(Client& client) {
    t.settle();
    read(client, client.wire->frames());
    socketio::Socket* const socket = t.io.of("/").find(client.id);
    REQUIRE(socket != nullptr);
    const std::string name = room();
    if (client.rooms.erase(name) != 0) {
      socket->leave(name);
    } else {
      client.rooms.insert(name);
      socket->join(name);
    }
    socket->emit("e", ++last_event);
    client.expected.push_back(last_event);
    t.settle();
    read(client, client.wire->frames());
  }
  void step() {
    Client& client = clients[roll(clients.size())];
    const std::size_t what = roll(20);
    if (!client.wire) {
      if (what < 6) connect(client);
    } else if (what < 2) {
      lose(client);
    } else if (what < 3) {
      come_back_early(client);
    } else if (what < 6) {
      change_rooms(client);
    }
    if (what >= 6) emit();
    if (what == 19) t.settle();
  }
};

}  // namespace

TEST_SUITE("socketio/recovery") {
  TEST_CASE("clients that are lost at any point see every event that was for them, once and in order") {
    for (unsigned seed = 1; seed <= 20; ++seed) {
      CAPTURE(seed);
      Crowd crowd(seed);
      for (int i = 0; i < 500; ++i) crowd.step();
      for (Client& client : crowd.clients) {
        if (!client.wire) crowd.connect(client);
        crowd.t.settle();
        Crowd::read(client, client.wire->frames());
        CHECK(client.seen == client.expected);
        CHECK_FALSE(client.seen.empty());
      }
    }
  }
}
