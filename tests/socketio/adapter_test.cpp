// The rooms of one process: every list of members and every list of rooms, after any sequence of changes.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "socket_harness.hpp"

namespace {

using Names = std::vector<std::string>;

Names sorted(Names names) {
  std::sort(names.begin(), names.end());
  return names;
}

/// Sockets that join and leave as dice say, and what their rooms have to be then. The dice are the same on
/// every run.
struct Crowd {
  static constexpr std::size_t sockets = 50, rooms = 40;

  test::SocketHarness t;
  std::vector<test::RawSocket*> clients;
  std::vector<std::size_t> numbers;  ///< of those that are connected
  std::map<std::string, std::set<std::string>> members;
  std::mt19937 dice{19};
  std::size_t room_range = rooms;

  Crowd() {
    while (numbers.size() < sockets) connect();
  }

  std::size_t roll(std::size_t sides) { return dice() % sides; }
  std::string room() { return "room " + std::to_string(roll(room_range)); }

  void connect() {
    clients.push_back(&t.join());
    numbers.push_back(clients.size());
  }
  void join(std::size_t number, const std::string& room) {
    t.socket(number).join(room);
    members[room].insert(t.id(number));
  }
  void leave(std::size_t number, const std::string& room) {
    t.socket(number).leave(room);
    members[room].erase(t.id(number));
  }
  void disconnect(std::size_t at) {
    const std::size_t number = numbers[at];
    numbers.erase(numbers.begin() + static_cast<std::ptrdiff_t>(at));
    clients[number - 1]->drop();
    for (auto& [room, ids] : members) ids.erase(t.id(number));
  }

  /// `joins` of ten steps are joins.
  void step(std::size_t joins) {
    const std::size_t at = roll(numbers.size());
    if (roll(200) == 0) {
      disconnect(at);
      connect();
    } else if (roll(10) < joins) {
      join(numbers[at], room());
    } else {
      leave(numbers[at], room());
    }
  }

  void check_room(const std::string& room) {
    const auto& expected = members[room];
    CHECK(sorted(t.io.in(room).socket_ids()) == Names(expected.begin(), expected.end()));
  }
  void check_socket(std::size_t number) {
    const socketio::Socket& socket = t.socket(number);
    Names expected{t.id(number)};
    for (const auto& [room, ids] : members) {
      const bool in = ids.contains(t.id(number));
      CHECK(socket.in_room(room) == in);
      if (in) expected.push_back(room);
    }
    CHECK(socket.rooms().front() == t.id(number));
    CHECK(sorted(socket.rooms()) == sorted(expected));
  }
  void check_all() {
    for (const auto& [room, ids] : members) check_room(room);
    for (const std::size_t number : numbers) check_socket(number);
  }
};

}  // namespace

TEST_SUITE("socketio/adapter") {
  TEST_CASE("rooms and members agree after any sequence of joins, leaves and disconnects") {
    Crowd crowd;
    // Rooms fill up, empty again, and stay half full: sockets pass from few rooms to many and back.
    for (const std::size_t joins : {9u, 1u, 5u, 8u, 2u}) {
      for (int i = 0; i < 2'000; ++i) {
        crowd.step(joins);
        if (i % 100 == 0) crowd.check_all();
      }
    }
    while (!crowd.numbers.empty()) {
      crowd.disconnect(crowd.roll(crowd.numbers.size()));
      crowd.check_all();
    }
  }

  TEST_CASE("a socket at the border between few rooms and many") {
    Crowd crowd;
    crowd.room_range = 12;
    for (int i = 0; i < 2'000; ++i) {
      crowd.step(7);
      crowd.check_all();
    }
  }

  TEST_CASE("a socket in thousands of rooms, left in any order") {
    Crowd crowd;
    crowd.room_range = 3'000;
    for (int i = 0; i < 6'000; ++i) crowd.join(crowd.numbers[crowd.roll(3)], crowd.room());
    crowd.check_all();
    for (int i = 0; i < 6'000; ++i) crowd.leave(crowd.numbers[crowd.roll(3)], crowd.room());
    crowd.check_all();
    for (int i = 0; i < 3; ++i) crowd.disconnect(0);
    crowd.check_all();
  }

  TEST_CASE("a room is the same one again after everybody had left") {
    Crowd crowd;
    for (int round = 0; round < 3; ++round) {
      for (int i = 0; i < 30; ++i) crowd.join(1, "r" + std::to_string(i));
      for (int i = 0; i < 30; ++i) crowd.join(2, "r" + std::to_string(i));
      for (int i = 29; i >= 0; --i) crowd.leave(1, "r" + std::to_string(i));
      crowd.check_all();
      for (int i = 0; i < 30; ++i) crowd.leave(2, "r" + std::to_string(i));
      crowd.check_all();
    }
  }

  TEST_CASE("up to eight rooms come in the order of joining") {
    test::SocketHarness t;
    t.join();
    socketio::Socket& socket = t.socket(1);
    for (int i = 0; i < 8; ++i) socket.join(std::to_string(i));
    socket.leave("0");
    socket.leave("4");
    socket.join("4");
    CHECK(socket.rooms() == Names{socket.id(), "1", "2", "3", "5", "6", "7", "4"});
  }
}
