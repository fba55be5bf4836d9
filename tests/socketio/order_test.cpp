// Events of one client in their order, whatever middlewares do; packets with attachments in one piece.
#include <doctest/doctest.h>

#include <deque>
#include <optional>

#include "socket_harness.hpp"

using namespace std::chrono_literals;
using socketio::Args;
using socketio::Binary;
using socketio::Next;
using socketio::Options;
using socketio::Reject;
using socketio::Socket;
using test::Frames;
using test::Notes;
using test::RawSocket;
using test::SocketHarness;

namespace {

/// A server whose socket middleware keeps the Next of "slow" events.
struct Slow {
  explicit Slow(Options options = {}) : t(std::move(options)) {}
  RawSocket& set_up() {
    t.io.on_connection([this](Socket& socket) {
      socket.use([this](std::string_view event, const Args&, Next go) {
        t.note("use " + std::string(event));
        if (event == "slow") {
          next.push_back(std::move(go));
        } else {
          go();
        }
      });
      for (const char* name : {"slow", "fast"}) {
        socket.on(name, [this, name](int number) { t.note(name + (" " + std::to_string(number))); });
      }
      socket.on("bye", [&socket] { socket.disconnect(); });
      socket.on_error([this](std::string_view message) { t.note("error " + std::string(message)); });
      t.note_end(socket);
    });
    return t.join();
  }
  void go_on() {
    const Next go = std::move(next.front());
    next.pop_front();
    go();
    t.settle();
  }
  SocketHarness t;
  std::deque<Next> next;
  RawSocket& client = set_up();
};

}  // namespace

TEST_SUITE("socketio/order") {
  TEST_CASE("events behind one whose middleware takes its time wait for it") {
    Slow s;
    s.client.send(R"(42["slow",1])");
    s.client.send(R"(42["fast",2])");
    s.client.send(R"(42["slow",3])");
    s.client.send(R"(42["fast",4])");
    CHECK(s.t.take_notes() == Notes{"use slow"});
    s.go_on();
    CHECK(s.t.take_notes() == Notes{"slow 1", "use fast", "fast 2", "use slow"});
    s.go_on();
    CHECK(s.t.take_notes() == Notes{"slow 3", "use fast", "fast 4"});
    s.client.send(R"(42["fast",5])");
    CHECK(s.t.take_notes() == Notes{"use fast", "fast 5"});
  }

  TEST_CASE("the wait of one client is not that of others") {
    Slow s;
    RawSocket& other = s.t.join();
    s.client.send(R"(42["slow",1])");
    other.send(R"(42["fast",2])");
    CHECK(s.t.take_notes() == Notes{"use slow", "use fast", "fast 2"});
  }

  TEST_CASE("a refusal lets the next event go on") {
    Slow s;
    s.client.send_together({R"(42["slow",1])", R"(42["fast",2])"});
    s.t.take_notes();
    s.next.front()(Reject{"no"});
    s.t.settle();
    CHECK(s.t.take_notes() == Notes{"error no", "use fast", "fast 2"});
  }

  TEST_CASE("a middleware that calls nothing drops the event only") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.use([](std::string_view event, const Args&, const Next& next) {
        if (event != "dropped") next();
      });
      socket.on_any([&](std::string_view event, const Args&) { t.note("any " + std::string(event)); });
      socket.on("kept", [&](int number) { t.note("kept " + std::to_string(number)); });
    });
    RawSocket& client = t.join();
    client.send_together({R"(42["kept",1])", R"(42["dropped"])", R"(42["kept",2])"});
    CHECK(t.take_notes() == Notes{"any kept", "kept 1", "any dropped", "any kept", "kept 2"});
  }

  TEST_CASE("when the last copy of a Next is dropped the next event goes on, later in the turn") {
    Slow s;
    s.client.send_together({R"(42["slow",1])", R"(42["fast",2])"});
    s.t.take_notes();
    std::optional<Next> copy = s.next.front();
    s.next.clear();
    s.t.settle();
    CHECK(s.t.take_notes() == Notes{});
    copy.reset();
    CHECK(s.t.take_notes() == Notes{});
    s.t.settle();
    CHECK(s.t.take_notes() == Notes{"use fast", "fast 2"});
  }

  TEST_CASE("events that wait are gone with their socket") {
    Slow s;
    s.client.send_together({R"(42["slow",1])", R"(42["fast",2])", "41"});
    CHECK(s.t.take_notes() == Notes{"use slow", "disconnecting client namespace disconnect",
                                    "disconnect client namespace disconnect"});
    s.go_on();
    CHECK(s.t.take_notes() == Notes{});
  }

  TEST_CASE("a handler that disconnects ends those behind it") {
    Slow s;
    s.client.send_together({R"(42["slow",1])", R"(42["bye"])", R"(42["fast",2])"});
    s.t.take_notes();
    s.go_on();
    CHECK(s.t.take_notes() == Notes{"slow 1", "use bye", "disconnecting server namespace disconnect",
                                    "disconnect server namespace disconnect"});
  }

  TEST_CASE("only so many events may wait") {
    Options options;
    options.max_buffered_packets = 2;
    Slow s(std::move(options));
    s.client.send_together({R"(42["slow",1])", R"(42["fast",2])", R"(42["fast",3])"});
    CHECK_FALSE(s.client.closed());
    s.client.send(R"(42["fast",4])");
    CHECK(s.client.closed());
  }

  TEST_CASE("packets with attachments stay in one piece when handlers send inside handlers") {
    SocketHarness t;
    const auto bytes = [](std::string_view text) { return Binary{base::SharedBytes::copy(text)}; };
    t.io.on_connection([&](Socket& socket) {
      socket.on_any_outgoing([&](std::string_view event, const Args&) {
        if (event == "pair") socket.emit("seen", bytes("c"));
      });
      socket.on("go", [&] {
        t.io.emit("pair", bytes("a"), bytes("b"));
        socket.volatile_().emit("volatile", bytes("v"));
        socket.emit("plain");
      });
    });
    RawSocket& client = t.join();
    client.send(R"(42["go"])");
    const std::string placeholder = R"({"_placeholder":true,"num":)";
    CHECK(client.frames() == Frames{"451-[\"seen\"," + placeholder + "0}]", "<63>",
                                    "452-[\"pair\"," + placeholder + "0}," + placeholder + "1}]", "<61>",
                                    "<62>", "451-[\"volatile\"," + placeholder + "0}]", "<76>",
                                    R"(42["plain"])"});
  }

  TEST_CASE("polling: packets with attachments stay in one piece, across polls too") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.on("go", [&] {
        for (const char* event : {"one", "two"}) {
          socket.emit(event, Binary{base::SharedBytes::copy("a")}, Binary{base::SharedBytes::copy("b")});
        }
      });
    });
    const std::string target = t.open_polling();
    t.wire.post(target,
                "40\x1e"
                R"(42["go"])");
    t.settle();
    std::string all;
    const auto poll = t.wire.get(target);
    t.settle();
    all = t.wire[poll].body();
    const std::string group = R"(,{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])"
                              "\x1e"
                              "bYQ==\x1e"
                              "bYg==";
    const std::size_t one = all.find("452-[\"one\"" + group);
    const std::size_t two = all.find("452-[\"two\"" + group);
    CHECK(one != std::string::npos);
    CHECK(two != std::string::npos);
    CHECK(one < two);
  }
}
