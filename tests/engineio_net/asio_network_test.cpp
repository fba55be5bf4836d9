#include "engineio/asio_network.hpp"

#include <doctest/doctest.h>

#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <csignal>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "raw_client.hpp"

using test::RawClient;

namespace {

/// Accepts WebSockets and tells of their messages.
class Listener final : public engineio::WireListener {
 public:
  explicit Listener(engineio::Network& network) : network_(network) {}

  std::function<void(engineio::ConnId, engineio::Frame)> on_message;
  std::vector<engineio::ConnId> websockets;

 private:
  void on_request_head(engineio::ConnId, const engineio::HttpRequest&) override {}
  void on_request(engineio::ConnId id, engineio::HttpRequest request) override {
    if (request.upgrade != engineio::HttpRequest::Upgrade::websocket) {
      engineio::HttpResponse response;
      response.body = base::SharedBytes::copy("hello");
      return network_.wire().respond(id, std::move(response));
    }
    network_.wire().accept(id, {});
    websockets.push_back(id);
  }
  void on_frame(engineio::ConnId id, engineio::Frame frame) override {
    if (on_message) on_message(id, std::move(frame));
  }
  void on_drained(engineio::ConnId) override {}
  void on_closed(engineio::ConnId id, std::error_code) override { std::erase(websockets, id); }

  engineio::Network& network_;
};

engineio::NetworkOptions on_loopback(int io_threads = 0) {
  engineio::NetworkOptions options;
  options.host = "127.0.0.1";
  options.io_threads = io_threads;
  return options;
}

/// A program's own event loop with a server on it, run by a thread of its own.
struct Program {
  explicit Program(engineio::NetworkOptions options = on_loopback()) : network(context, std::move(options)) {}
  ~Program() {
    network.stop();
    if (thread.joinable()) thread.join();
  }
  void start() {
    REQUIRE(!network.listen(listener));
    thread = std::thread([this] { context.run(); });
  }

  asio::io_context context{1};
  engineio::AsioNetwork network;
  Listener listener{network};
  std::thread thread;
};

/// A masked text frame, the mask being zero.
std::string text_frame(std::string_view text) {
  return std::string("\x81") + static_cast<char>(0x80 | text.size()) + std::string(4, '\0') +
         std::string(text);
}

}  // namespace

TEST_SUITE("engineio/net/asio_network") {
  TEST_CASE("HTTP and WebSocket are served by whoever runs the context") {
    for (const int io_threads : {0, 2}) {
      CAPTURE(io_threads);
      Program program(on_loopback(io_threads));
      program.listener.on_message = [&](engineio::ConnId id, const engineio::Frame& frame) {
        program.network.wire().send(id, frame);
      };
      program.start();
      RawClient http(program.network.port());
      CHECK(http.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").body == "hello");
      RawClient websocket(program.network.port());
      websocket.upgrade();
      websocket.send(text_frame("one"));
      CHECK(websocket.read(5) == "\x81\x03one");
    }
  }

  TEST_CASE("what a handler of the program sends leaves behind it") {
    for (const int io_threads : {0, 1}) {
      CAPTURE(io_threads);
      Program program(on_loopback(io_threads));
      program.start();
      RawClient websocket(program.network.port());
      websocket.upgrade();
      asio::post(program.context, [&] {
        const engineio::Frame tick{base::SharedBytes::copy("tick"), false};
        for (const engineio::ConnId id : program.listener.websockets) program.network.wire().send(id, tick);
      });
      CHECK(websocket.read(6) == "\x81\x04tick");
    }
  }

  TEST_CASE("a busy client does not keep the program's own handlers waiting") {
    Program program;
    int handled = 0;
    std::vector<int> handled_before;
    program.listener.on_message = [&](engineio::ConnId id, const engineio::Frame& frame) {
      handled_before.push_back(handled);
      asio::post(program.context, [&] { ++handled; });
      program.network.wire().send(id, frame);
    };
    program.start();
    RawClient websocket(program.network.port());
    websocket.upgrade();
    for (int round = 0; round < 20; ++round) {
      websocket.send(text_frame("x"));
      CHECK(websocket.read(3) == "\x81\x01x");
    }
    program.network.stop();
    program.thread.join();
    std::vector<int> each_before_the_next;
    for (int round = 0; round < 20; ++round) each_before_the_next.push_back(round);
    CHECK(handled_before == each_before_the_next);
  }

  TEST_CASE("stop: clients are told, the listener is called, and the context runs out of work") {
    for (const int io_threads : {0, 2}) {
      CAPTURE(io_threads);
      Program program(on_loopback(io_threads));
      bool stopped = false;
      base::Timer never;
      asio::post(program.context,
                 [&] { never = program.network.timers().after(std::chrono::hours(1), [] {}); });
      program.network.on_signals({SIGUSR2}, [](int) {});
      program.network.on_stopped([&] {
        never.cancel();  // belongs to this thread
        stopped = true;
      });
      program.start();
      RawClient websocket(program.network.port());
      websocket.upgrade();
      program.network.stop();
      CHECK(websocket.read(4) == std::string("\x88\x02\x03\xE9", 4));
      websocket.close();
      program.thread.join();
      CHECK(stopped);
    }
  }

  TEST_CASE("stop: before the context runs, it has nothing to run") {
    Program program;
    program.network.stop();
    program.start();
    program.thread.join();
    CHECK(program.context.stopped());
  }

  TEST_CASE("the context goes on without the network, which may be destroyed once it has stopped") {
    asio::io_context context(1);
    asio::steady_timer other_work(context, std::chrono::hours(1));
    other_work.async_wait([](const std::error_code&) {});
    auto network = std::make_unique<engineio::AsioNetwork>(context, on_loopback());
    Listener listener(*network);
    REQUIRE(!network->listen(listener));
    network->on_stopped([&] {
      asio::post(context, [&] {
        network.reset();
        other_work.cancel();
      });
    });
    asio::post(context, [&] { network->stop(); });
    context.run();
    CHECK(network == nullptr);
  }

  TEST_CASE("two networks share a context") {
    Program program;
    engineio::AsioNetwork second(program.context, on_loopback());
    Listener listener(second);
    REQUIRE(!second.listen(listener));
    program.start();
    for (const std::uint16_t port : {program.network.port(), second.port()}) {
      CHECK(RawClient(port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").body == "hello");
    }
    second.stop();
    program.network.stop();
    program.thread.join();
  }

  TEST_CASE("a program with another Asio than the library's is refused") {
    struct Stranger : engineio::AsioNetwork {
      explicit Stranger(asio::io_context& context)
          : AsioNetwork(context, engineio::NetworkOptions(), ASIO_VERSION + 1) {}
    };
    asio::io_context context;
    CHECK_THROWS_WITH_AS(Stranger{context}, "AsioNetwork: the library has another Asio", std::logic_error);
  }

  TEST_CASE("options: gathering messages is refused where the program's handlers would wait") {
    asio::io_context context;
    engineio::NetworkOptions options;
    options.batch_interval = std::chrono::milliseconds(1);
    CHECK_THROWS_WITH_AS(engineio::AsioNetwork(context, options),
                         "batch_interval must be 0 where the loop is the program's", std::invalid_argument);
    options.io_threads = 1;
    CHECK_NOTHROW(engineio::AsioNetwork(context, options));
  }
}
