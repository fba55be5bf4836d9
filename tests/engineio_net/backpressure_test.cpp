// A whole engineio::Server over loopback sockets, and clients that read slowly.
#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "engineio/network.hpp"
#include "engineio/server.hpp"
#include "test_server.hpp"

using engineio::Message;
using test::EventLog;
using test::RawClient;

namespace {

/// Notes what its sessions hear; "produce" makes the session send as a careful application does: while it is
/// writable, and again at each on_drain().
class ProducingServer {
 public:
  explicit ProducingServer(engineio::Options options, int io_threads = 0)
      : network_(on_loopback(io_threads)) {
    server_ = std::make_unique<engineio::Server>(
        std::move(options), network_.timers(), network_.wire(),
        [this](engineio::Session& session) { return std::make_unique<Producer>(*this, session); });
    REQUIRE(!network_.listen(server_->listener()));
    thread_ = std::thread([this] {
      network_.run();
      server_.reset();  // where its timers live
    });
  }
  ~ProducingServer() {
    network_.stop();
    thread_.join();
  }

  std::uint16_t port() const { return network_.port(); }
  EventLog events;
  static constexpr std::size_t total = 200;
  static constexpr std::size_t size = 100'000;

 private:
  class Producer final : public engineio::SessionHandler {
   public:
    Producer(ProducingServer& server, engineio::Session& session) : server_(server), session_(session) {}
    void on_message(const engineio::Frame& message) override {
      if (message.bytes.view() == "produce") return produce();
      while (session_.send(Message::text(std::string(size, 'v')), {.volatile_ = true})) ++sent_;
      server_.events.add("refused after " + std::to_string(sent_));
    }
    void on_high_water() override { server_.events.add("high water"); }
    void on_drain() override {
      server_.events.add("drain");
      if (sent_ > 0) produce();
    }
    void on_close(engineio::CloseReason reason, std::string_view text) override {
      server_.events.add("close " + std::string(to_string(reason)) + ' ' + std::string(text));
    }

   private:
    void produce() {
      while (sent_ < total && session_.writable()) {
        session_.send(Message::text(std::string(size, 'p')));
        ++sent_;
      }
      if (session_.buffered_bytes() > server_.most_) server_.most_ = session_.buffered_bytes();
      if (sent_ == total) server_.events.add("most " + std::to_string(server_.most_));
    }
    ProducingServer& server_;
    engineio::Session& session_;
    std::size_t sent_ = 0;
  };

  static engineio::NetworkOptions on_loopback(int io_threads) {
    engineio::NetworkOptions options;
    options.host = "127.0.0.1";
    options.io_threads = io_threads;
    return options;
  }

  engineio::Network network_;
  std::unique_ptr<engineio::Server> server_;
  std::size_t most_ = 0;  // hub
  std::thread thread_;
};

/// A WebSocket session; its open packet is read.
RawClient open_websocket(const ProducingServer& server) {
  RawClient client(server.port());
  client.set_receive_buffer(16 * 1024);
  client.upgrade("/engine.io/?EIO=4&transport=websocket");
  client.read_until("}");
  return client;
}

/// The text of the only event with that prefix.
std::string event(const EventLog& events, std::string_view prefix) {
  for (const std::string& line : events.lines()) {
    if (line.starts_with(prefix)) return line.substr(prefix.size());
  }
  return {};
}

engineio::Options with_mark(std::size_t bytes) {
  engineio::Options options;
  options.high_water_mark = bytes;
  options.max_buffered_bytes = 4'000'000;
  return options;
}

}  // namespace

TEST_SUITE("engineio_net/backpressure") {
  TEST_CASE(
      "WebSocket, no mark: who sends while writable and at each drain gets everything out, one by one") {
    for (const int io_threads : {0, 1}) {
      CAPTURE(io_threads);
      ProducingServer server(with_mark(0), io_threads);
      RawClient client = open_websocket(server);
      client.send(test::client_frame(0x81, "4produce"));
      for (std::size_t i = 0; i < ProducingServer::total; ++i) {
        CHECK(client.read(10 + 1 + ProducingServer::size).ends_with("ppp"));
      }
      CHECK(server.events.wait_for("most "));
      CHECK(event(server.events, "most ") == std::to_string(ProducingServer::size + 1));
      CHECK(server.events.count("high water") == 0);
    }
  }

  TEST_CASE("WebSocket, a mark: a slow reader bounds what its producer keeps waiting, and nothing is lost") {
    for (const int io_threads : {0, 1}) {
      CAPTURE(io_threads);
      ProducingServer server(with_mark(1'000'000), io_threads);
      RawClient client = open_websocket(server);
      client.send(test::client_frame(0x81, "4produce"));
      CHECK(server.events.wait_for("high water"));
      for (std::size_t i = 0; i < ProducingServer::total; ++i) {
        CHECK(client.read(10 + 1 + ProducingServer::size).ends_with("ppp"));
      }
      CHECK(server.events.wait_for("most "));
      const std::size_t most = std::stoul(event(server.events, "most "));
      CHECK(most >= 1'000'000);
      CHECK(most <= 1'000'000 + ProducingServer::size);
      CHECK(server.events.count("drain") >= 1);
      CHECK(server.events.count("close") == 0);
    }
  }

  TEST_CASE("WebSocket: volatile messages are refused at the mark") {
    ProducingServer server(with_mark(1'000'000));
    RawClient client = open_websocket(server);
    client.send(test::client_frame(0x81, "4volatile"));
    CHECK(server.events.wait_for("refused after 10"));
    CHECK(server.events.wait_for("high water"));
  }

  TEST_CASE("polling: the same application, one poll after the other") {
    ProducingServer server(with_mark(1'000'000));
    RawClient client(server.port());
    const std::string target = "/engine.io/?EIO=4&transport=polling";
    const auto request = [&](const std::string& method, const std::string& more, const std::string& body) {
      return client.exchange(method + ' ' + target + more + " HTTP/1.1\r\nHost: a\r\nContent-Length: " +
                             std::to_string(body.size()) + "\r\n\r\n" + body);
    };
    const std::string sid = "&sid=" + request("GET", "", "").body.substr(9, 20);
    CHECK(request("POST", sid, "4produce").body == "ok");
    CHECK(server.events.wait_for("high water"));
    std::size_t received = 0;
    while (received < ProducingServer::total * (ProducingServer::size + 1)) {
      const test::RawResponse poll = request("GET", sid, "");
      REQUIRE(poll.status == 200);
      const std::string& payload = poll.body;
      REQUIRE(payload.size() <= 1'100'000 + 20);
      for (const char c : payload) received += c == 'p' || c == '4';
    }
    CHECK(server.events.wait_for("most "));
    CHECK(server.events.count("drain") >= 1);
    CHECK(server.events.count("close") == 0);
  }

  TEST_CASE("a reader that never reads is given up at max_buffered_bytes") {
    engineio::Options options = with_mark(1'000'000);
    options.max_buffered_bytes = 1'000'000;
    ProducingServer server(options);
    RawClient client = open_websocket(server);
    client.send(test::client_frame(0x81, "4produce"));
    CHECK(server.events.wait_for("close transport error too much buffered"));
  }
}
