// The whole network: threads, turns, limits, start and stop.
#include "engineio/network.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "captured_stderr.hpp"
#include "raw_client.hpp"
#include "test_server.hpp"

using namespace std::chrono_literals;
using test::client_frame;
using test::RawClient;
using test::TestServer;

namespace {

constexpr std::string_view get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

engineio::NetworkOptions with_threads(int count) {
  engineio::NetworkOptions options;
  options.io_threads = count;
  return options;
}

}  // namespace

TEST_SUITE("engineio/net/network") {
  TEST_CASE("options out of range throw") {
    const auto build = [](auto&& change) {
      engineio::NetworkOptions options;
      change(options);
      engineio::Network network(options);
    };
    using Options = engineio::NetworkOptions;
    CHECK_NOTHROW(build([](Options&) {}));
    CHECK_THROWS_AS(build([](Options& o) { o.io_threads = -1; }), std::invalid_argument);
    CHECK_THROWS_AS(build([](Options& o) { o.io_threads = 65; }), std::invalid_argument);
    CHECK_THROWS_AS(build([](Options& o) { o.host = ""; }), std::invalid_argument);
    CHECK_THROWS_AS(build([](Options& o) { o.max_body_bytes = 0; }), std::invalid_argument);
    CHECK_THROWS_AS(build([](Options& o) { o.header_timeout = 0ms; }), std::invalid_argument);
  }

  TEST_CASE("a port in use, an unknown host: listen() says so") {
    for (const int threads : {0, 2}) {
      TestServer server(with_threads(threads));
      struct Nobody final : engineio::WireListener {
        void on_request_head(engineio::ConnId, const engineio::HttpRequest&) override {}
        void on_request(engineio::ConnId, engineio::HttpRequest) override {}
        void on_frame(engineio::ConnId, engineio::Frame) override {}
        void on_drained(engineio::ConnId) override {}
        void on_closed(engineio::ConnId, std::error_code) override {}
      } nobody;
      engineio::NetworkOptions options = with_threads(threads);
      options.host = "127.0.0.1";
      options.port = server.port();
      engineio::Network second(options);
      CHECK(second.listen(nobody) == std::errc::address_in_use);
      options.host = "no.such.host.invalid";
      engineio::Network third(options);
      CHECK(third.listen(nobody));
    }
  }

  TEST_CASE("many connections over several loops: every message comes back to its sender") {
    for (const int threads : {0, 1, 3}) {
      CAPTURE(threads);
      TestServer server(with_threads(threads));
      std::vector<RawClient> clients;
      for (int index = 0; index < 100; ++index) {
        clients.push_back(server.connect());
        clients.back().upgrade();
      }
      for (int round = 0; round < 5; ++round) {
        for (std::size_t index = 0; index < clients.size(); ++index) {
          clients[index].send(client_frame(0x81, "n" + std::to_string(1000 + index)));
        }
        for (std::size_t index = 0; index < clients.size(); ++index) {
          CHECK(clients[index].read(7) == "\x81\x05n" + std::to_string(1000 + index));
        }
      }
      CHECK(server.network().connections() == 100);
    }
  }

  TEST_CASE("one frame for everybody, and order per connection") {
    for (const int threads : {0, 2}) {
      TestServer server(with_threads(threads));
      std::vector<RawClient> clients;
      for (int index = 0; index < 20; ++index) {
        clients.push_back(server.connect());
        clients.back().upgrade();
      }
      std::string expected;
      for (int round = 0; round < 50; ++round) {
        server.broadcast("b" + std::to_string(10 + round));
        expected +=
            "\x81\x03"
            "b" +
            std::to_string(10 + round);
      }
      for (RawClient& client : clients) CHECK(client.read(expected.size()) == expected);
    }
  }

  TEST_CASE("broadcasts to more connections than a turn writes for: everybody gets all of them, in order") {
    for (const int threads : {0, 2}) {
      TestServer server(with_threads(threads));
      std::vector<RawClient> clients;
      for (int index = 0; index < 300; ++index) {
        clients.push_back(server.connect());
        clients.back().upgrade();
      }
      const std::string large(5'000, 'l');
      const auto send_all = [&](const std::string& text) {
        const engineio::Frame frame = engineio::Frame::text({text});
        for (const engineio::ConnId id : server.websockets()) server.network().wire().send(id, frame);
      };
      // Those that leave in the midst of it cost the others nothing.
      server.on_hub([&] {
        send_all("one");
        send_all(large);
      });
      for (int index = 0; index < 300; index += 3) clients[static_cast<std::size_t>(index)].close();
      for (int round = 0; round < 40; ++round) server.on_hub([&] { send_all("again"); });

      std::string expected = "\x81\x03one\x81\x7e\x13\x88" + large;
      for (int round = 0; round < 40; ++round)
        expected +=
            "\x81\x05"
            "again";
      for (std::size_t index = 1; index < clients.size(); index += 3) {
        CHECK(clients[index].read(expected.size()) == expected);
      }
    }
  }

  TEST_CASE("a flood of small messages from several clients: none is lost while the hub is behind") {
    for (const int threads : {0, 2}) {
      TestServer server(with_threads(threads));
      constexpr int count = 30'000;
      std::string frames;
      std::string echoes;
      for (int index = 0; index < count; ++index) {
        frames += client_frame(0x82, "x");
        echoes += "\x82\x01x";
      }
      std::vector<std::thread> threads_of_clients;
      std::vector<RawClient> clients;
      for (int index = 0; index < 3; ++index) {
        clients.push_back(server.connect());
        clients.back().upgrade();
      }
      for (RawClient& client : clients) threads_of_clients.emplace_back([&] { client.send(frames); });
      for (RawClient& client : clients) CHECK(client.read(echoes.size()) == echoes);
      for (std::thread& thread : threads_of_clients) thread.join();
    }
  }

  TEST_CASE("more connections than allowed are closed at once") {
    engineio::NetworkOptions options;
    options.max_connections = 2;
    TestServer server(options);
    RawClient first = server.connect();
    RawClient second = server.connect();
    CHECK(first.exchange(get).status == 200);
    CHECK(second.exchange(get).status == 200);
    RawClient third = server.connect();
    CHECK(third.read_to_end() == "");
    first.close();
    while (server.network().connections() == 2) std::this_thread::yield();
    CHECK(server.connect().exchange(get).status == 200);
  }

  TEST_CASE("statistics: connections, requests, bytes and turns, on one thread and on several") {
    for (const int threads : {0, 2}) {
      CAPTURE(threads);
      engineio::NetworkOptions options = with_threads(threads);
      options.max_connections = 2;
      TestServer server(options);
      RawClient websocket = server.connect();
      websocket.upgrade();
      RawClient http = server.connect();
      CHECK(http.exchange(get).status == 200);
      CHECK(server.connect().read_to_end() == "");
      engineio::NetworkStatistics seen;
      server.on_hub([&] { seen = server.network().statistics(); });
      engineio::LoopStatistics sum;
      for (const engineio::LoopStatistics& loop : seen.loops) {
        sum.accepted += loop.accepted;
        sum.bytes_received += loop.bytes_received;
        sum.bytes_sent += loop.bytes_sent;
      }
      CHECK(seen.loops.size() == (threads == 0 ? 1 : 2));
      CHECK(seen.connections == 2);
      CHECK(seen.requests == 2);
      CHECK(sum.accepted == 2);
      CHECK(server.network().refused_connections().too_many == 1);
      CHECK(sum.bytes_received > get.size());
      CHECK(sum.bytes_sent > 0);
      CHECK(seen.hub_cpu_seconds > 0);
      CHECK(std::accumulate(seen.turns.counts.begin(), seen.turns.counts.end(), std::uint64_t{0}) >= 2);
      CHECK(seen.turns.sum > 0);
    }
  }

  TEST_CASE("more connections of one address than allowed are closed at once, whichever loop has them") {
    for (const int threads : {0, 2}) {
      engineio::NetworkOptions options = with_threads(threads);
      options.max_connections_per_address = 2;
      TestServer server(options);
      const std::string log = test::stderr_of([&] {
        RawClient first = server.connect();
        RawClient second = server.connect();
        CHECK(first.exchange(get).status == 200);
        CHECK(second.exchange(get).status == 200);
        for (int i = 0; i < 5; ++i) CHECK(server.connect().read_to_end() == "");
        CHECK(server.network().refused_connections().too_many_of_address == 5);
        first.close();
        while (server.network().connections() == 2) std::this_thread::yield();
        CHECK(server.connect().exchange(get).status == 200);
      });
      CHECK(log.find("connection of 127.0.0.1 closed: it has 2 already") != std::string::npos);
      const auto lines = std::count(log.begin(), log.end(), '\n');
      CHECK(lines >= 1);
      CHECK(lines <= std::max(threads, 1));
    }
  }

  TEST_CASE("proxies may have more connections than others") {
    engineio::NetworkOptions options;
    options.max_connections_per_address = 1;
    options.unlimited_networks = {*base::IpNetwork::parse("127.0.0.0/8")};
    TestServer server(options);
    RawClient first = server.connect();
    CHECK(first.exchange(get).status == 200);
    CHECK(server.connect().exchange(get).status == 200);
  }

  TEST_CASE("no descriptor left: the server waits, and accepts again when there is one") {
    TestServer server;
    RawClient waiting = server.connect();
    CHECK(waiting.exchange(get).status == 200);
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    RawClient late = server.connect();
    CHECK(late.exchange(get).status == 200);
    RawClient starved = server.connect();
    CHECK(starved.exchange(get).status == 200);
    const int next_descriptor = ::dup(0);
    ::close(next_descriptor);
    rlimit none = before;
    none.rlim_cur = static_cast<rlim_t>(next_descriptor) + 1;  // room for the client's socket only
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
    RawClient hungry = server.connect();
    hungry.send(get);
    CHECK(late.exchange(get).status == 200);
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
    CHECK(hungry.read_response().status == 200);
  }

  TEST_CASE("random bytes: the server still answers") {
    TestServer server(with_threads(2));
    std::mt19937 random(12345);
    std::string garbage(3000, '\0');
    for (int round = 0; round < 60; ++round) {
      for (char& byte : garbage) byte = static_cast<char>(random());
      RawClient client = server.connect();
      if (round % 2 == 1) client.upgrade();
      client.send(garbage);
      client.finish_sending();
      client.read_to_end();
    }
    CHECK(server.connect().exchange(get).status == 200);
  }

  TEST_CASE("stop: what is queued arrives first, WebSockets get 1001, run() returns") {
    for (const int threads : {0, 2}) {
      CAPTURE(threads);
      TestServer server(with_threads(threads));
      RawClient websocket = server.connect();
      websocket.upgrade();
      RawClient idle = server.connect();
      CHECK(idle.exchange(get).status == 200);
      RawClient silent = server.connect();
      while (server.network().connections() < 3) std::this_thread::yield();
      const std::string payload(300'000, 'q');
      server.broadcast(payload);
      std::thread stopper([&] { server.stop(); });
      CHECK(websocket.read(10 + payload.size()).ends_with(payload));
      CHECK(websocket.read(4) == "\x88\x02\x03\xe9");
      websocket.send(client_frame(0x88, "\x03\xe9"));
      CHECK(websocket.at_end());
      CHECK(idle.at_end());
      CHECK(silent.at_end());
      stopper.join();
      CHECK(server.network().connections() == 0);
      CHECK(server.events().count("closed") == 2);  // the silent one was never reported
    }
  }

  TEST_CASE("stop: a peer that does not react holds it up no longer than close_timeout") {
    engineio::NetworkOptions options = with_threads(2);
    options.close_timeout = 200ms;
    TestServer server(options);
    RawClient websocket = server.connect();
    websocket.upgrade();
    RawClient waiting = server.connect();
    waiting.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
    REQUIRE(server.events().wait_for("request GET /hold"));
    const auto begin = std::chrono::steady_clock::now();
    server.stop();
    CHECK(std::chrono::steady_clock::now() - begin < 2s);
    CHECK(server.events().count("closed") == 2);
  }

  TEST_CASE("stop_accepting: open connections go on, new ones are refused") {
    TestServer server(with_threads(2));
    RawClient open = server.connect();
    CHECK(open.exchange(get).status == 200);
    server.on_hub([&] { server.network().stop_accepting(); });
    CHECK(open.exchange(get).status == 200);
  }

  TEST_CASE("stop twice, stop before run, never run: nothing hangs") {
    TestServer server;
    server.network().stop();
    server.stop();
    engineio::Network early({});
    early.stop();
    early.run();
    const engineio::Network never({});
  }

  TEST_CASE("post and timers run on the hub, in turns that flush") {
    TestServer server(with_threads(1));
    RawClient client = server.connect();
    client.upgrade();
    base::Timer timer;
    server.on_hub([&] {
      timer = server.network().timers().after(1ms, [&] {
        const engineio::Frame frame{base::SharedBytes::copy("tick"), false};
        for (const engineio::ConnId id : server.websockets()) server.network().wire().send(id, frame);
      });
    });
    CHECK(client.read(6) == "\x81\x04tick");
    server.on_hub([&] { timer.cancel(); });
  }

  TEST_CASE("signals arrive on the hub instead of ending the process") {
    TestServer server;
    server.network().on_signals({SIGUSR1},
                                [&](int number) { server.events().add("signal " + std::to_string(number)); });
    ::raise(SIGUSR1);
    CHECK(server.events().wait_for("signal " + std::to_string(SIGUSR1)));
    ::raise(SIGUSR1);
    CHECK(server.events().wait_for("signal ", 2));
  }

  TEST_CASE("stale and made-up ids are ignored") {
    TestServer server(with_threads(2));
    RawClient client = server.connect();
    client.upgrade();
    server.on_hub([&] {
      engineio::Wire& wire = server.network().wire();
      const engineio::ConnId real = server.websockets().front();
      for (const engineio::ConnId id :
           {engineio::ConnId{}, engineio::ConnId{7, 0, 1}, engineio::ConnId{0, 99, 1},
            engineio::ConnId{real.loop, real.slot, real.generation + 1}}) {
        wire.respond(id, {});
        wire.accept(id, {});
        wire.send(id, {base::SharedBytes::copy("x"), false});
        wire.close(id);
        wire.abort(id);
        CHECK(wire.queued_bytes(id) == 0);
      }
    });
    client.send(client_frame(0x81, "still here"));
    CHECK(client.read(12) == "\x81\x0astill here");
  }
}
