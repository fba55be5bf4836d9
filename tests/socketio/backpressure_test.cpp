#include <doctest/doctest.h>

#include <optional>
#include <thread>

#include "raw_client.hpp"
#include "socket_harness.hpp"

using namespace std::chrono_literals;
using test::Frames;
using test::Notes;
using test::SocketHarness;

namespace {

socketio::Options with_mark(std::size_t bytes) {
  socketio::Options options;
  options.engine.high_water_mark = bytes;
  return options;
}

void note_flow(SocketHarness& t, socketio::Socket& socket, const std::string& name) {
  socket.on_high_water([&t, name] { t.note(name + " high water"); });
  socket.on_drain([&t, name] { t.note(name + " drain"); });
}

}  // namespace

TEST_SUITE("socketio/backpressure") {
  TEST_CASE("a client that does not read: its sockets say so, and hear when it has caught up") {
    SocketHarness t(with_mark(30));
    auto& client = t.join();
    auto& socket = t.socket(1);
    note_flow(t, socket, "socket");
    CHECK(socket.writable());
    CHECK(socket.buffered_bytes() == 0);
    client.stall();
    socket.emit("a", 1);
    CHECK(socket.writable());
    CHECK(socket.buffered_bytes() == std::string_view(R"(42["a",1])").size());
    socket.emit("b", std::string(30, 'x'));
    t.settle();
    CHECK_FALSE(socket.writable());
    CHECK(t.take_notes() == Notes{"socket high water"});
    socket.volatile_().emit("lost");
    t.io.volatile_().emit("lost");
    client.read_again();
    t.settle();
    CHECK(socket.writable());
    CHECK(t.take_notes() == Notes{"socket drain"});
    CHECK(client.frames() == Frames{R"(42["a",1])", R"(42["b",")" + std::string(30, 'x') + R"("])"});
  }

  TEST_CASE("without a mark volatile emits need an empty queue, and on_drain follows a false writable()") {
    SocketHarness t;
    auto& client = t.join();
    auto& socket = t.socket(1);
    note_flow(t, socket, "socket");
    client.stall();
    socket.emit("a");
    CHECK_FALSE(socket.writable());
    socket.volatile_().emit("lost");
    client.read_again();
    t.settle();
    CHECK(t.take_notes() == Notes{"socket drain"});
    socket.volatile_().emit("b");
    CHECK(client.frames() == Frames{R"(42["a"])", R"(42["b"])"});
  }

  TEST_CASE("a volatile event with attachments is dropped or sent as a whole") {
    SocketHarness t;
    auto& client = t.join();
    auto& socket = t.socket(1);
    client.stall();
    socket.volatile_().emit("kept", socketio::Binary{base::SharedBytes::copy("\x01\x02")});
    socket.volatile_().emit("lost", socketio::Binary{base::SharedBytes::copy("\x03")});
    t.settle();
    CHECK(client.frames() == Frames{R"(451-["kept",{"_placeholder":true,"num":0}])", "<01 02>"});
  }

  TEST_CASE("every namespace of the connection hears it; a listener may disconnect the next socket") {
    SocketHarness t(with_mark(10));
    t.io.of("/other");
    auto& client = t.join();
    client.send("40/other,");
    note_flow(t, t.socket(1), "first");
    note_flow(t, t.socket(2, "/other"), "second");
    client.stall();
    t.socket(1).emit("long event");
    t.settle();
    CHECK(t.take_notes() == Notes{"first high water", "second high water"});
    t.socket(1).on_drain([&] { t.socket(2, "/other").disconnect(); });
    client.read_again();
    t.settle();
    CHECK(t.take_notes() == Notes{"first drain"});
  }

  TEST_CASE("a socket that is gone is not writable and has nothing queued") {
    SocketHarness t;
    t.join();
    auto& socket = t.socket(1);
    note_flow(t, socket, "socket");
    socket.on_disconnect([&](socketio::DisconnectReason) {
      CHECK_FALSE(socket.writable());
      CHECK(socket.buffered_bytes() == 0);
      t.note("over");
    });
    socket.disconnect();
    CHECK(t.take_notes() == Notes{"over"});
  }

  TEST_CASE("over real sockets: a producer that listens is as fast as its slow reader, and loses nothing") {
    socketio::Options options = with_mark(500'000);
    options.host = "127.0.0.1";
    std::optional<socketio::Server> io(options);
    int sent = 0;
    std::size_t most = 0;
    io->on_connection([&](socketio::Socket& socket) {
      const auto produce = [&] {
        while (sent < 200 && socket.writable()) socket.emit("data", ++sent, std::string(100'000, 'd'));
        most = std::max(most, socket.buffered_bytes());
      };
      socket.on_drain(produce);
      socket.on("go", produce);
    });
    REQUIRE(!io->listen());
    std::thread server([&] {
      io->run();
      io.reset();  // where its timers live
    });
    {
      test::RawClient client(io->port());
      client.set_receive_buffer(16 * 1024);
      client.upgrade("/socket.io/?EIO=4&transport=websocket");
      client.send(test::client_frame(0x81, "40"));
      client.read_until(R"(40{"sid":")");
      client.read_until("}");
      client.send(test::client_frame(0x81, R"(42["go"])"));
      for (int number = 1; number <= 200; ++number) {
        client.read_until(R"(42["data",)" + std::to_string(number) + ",\"");
        client.read_until("\"]");
      }
    }
    io->stop();
    server.join();
    CHECK(sent == 200);
    CHECK(most >= 500'000);
    CHECK(most < 700'000);
  }
}
