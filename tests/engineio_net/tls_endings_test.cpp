// TLS on real sockets: how sessions end, and what is no session at all.
#include <doctest/doctest.h>

#include <string>

#include "test_server.hpp"
#include "tls_support.hpp"

using namespace std::chrono_literals;
using test::get;
using test::RawClient;
using test::ServerFiles;
using test::TestServer;
using test::TlsClient;
using test::with;

namespace {

constexpr std::string_view hold = "GET /hold HTTP/1.1\r\nHost: a\r\n\r\n";

/// Frames of 50 kB that the server sends when it is told to.
std::string flood(int count) {
  return test::client_frame(0x81, "flood " + std::to_string(count) + std::string(50'000, '.'));
}

/// The beginning of a ClientHello: a record of 512 bytes of which few come.
constexpr std::string_view half_hello{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11};

}  // namespace

TEST_SUITE("engineio/net/tls endings") {
  TEST_CASE("the server's end is announced with close_notify") {
    const ServerFiles files;
    TestServer server(with(files));
    SUBCASE("behind an answer") {
      TlsClient client(server.port());
      CHECK(client.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").body == "hello");
      CHECK(client.at_end());
    }
    SUBCASE("behind the closing handshake of a WebSocket") {
      TlsClient client(server.port());
      client.upgrade();
      client.send(test::client_frame(0x88, "\x03\xe8"));
      CHECK(client.read(4) == "\x88\x02\x03\xe8");
      CHECK(client.at_end());
    }
    SUBCASE("when the server stops") {
      TlsClient client(server.port());
      client.upgrade();
      std::thread stopping([&] { server.stop(); });
      CHECK(client.read(4) == "\x88\x02\x03\xe9");
      client.send(test::client_frame(0x88, "\x03\xe9"));
      CHECK(client.at_end());
      client.close();
      stopping.join();
    }
  }

  TEST_CASE("a client that said close_notify still gets its answers, then ours") {
    const ServerFiles files;
    for (const int threads : {0, 2}) {
      TestServer server(with(files, {.io_threads = threads}));
      TlsClient client(server.port());
      client.send(get);
      client.finish_sending();
      CHECK(client.read_response().body == "hello");
      CHECK(client.at_end());
      CHECK(server.events().wait_for("closed"));
      CHECK(server.events().count("closed: ") == 0);
    }
  }

  TEST_CASE("an end without close_notify is no end in order: the request is given up") {
    const ServerFiles files;
    TestServer server(with(files));
    TlsClient client(server.port());
    client.send(hold);
    REQUIRE(server.events().wait_for("request GET /hold"));
    client.cut_off();
    CHECK(server.events().wait_for("closed: Software caused connection abort"));
  }

  TEST_CASE("a WebSocket whose client is gone is closed, as without TLS") {
    const ServerFiles files;
    TestServer server(with(files));
    TlsClient client(server.port());
    client.upgrade();
    client.cut_off();
    CHECK(server.events().wait_for("closed"));
    CHECK(server.events().count("closed: ") == 0);
  }

  TEST_CASE("a client that is reset while we write costs nobody else anything") {
    const ServerFiles files;
    TestServer server(with(files));
    TlsClient client(server.port());
    client.upgrade();
    client.send(flood(300));
    client.read(100);
    client.reset();
    CHECK(server.events().wait_for("closed: "));
    TlsClient other(server.port());
    CHECK(other.exchange(get).body == "hello");
  }

  TEST_CASE("a client that does not read is dropped at the limit of its queue") {
    const ServerFiles files;
    engineio::NetworkOptions options = with(files);
    options.max_queued_bytes = 1'000'000;
    TestServer server(options);
    TlsClient client(server.port(), {}, 4096);
    client.upgrade();
    client.send(flood(1000));
    CHECK(server.events().wait_for("closed: No buffer space"));
    TlsClient other(server.port());
    CHECK(other.exchange(get).body == "hello");
  }

  TEST_CASE("a client that reads slowly gets everything, and the hub hears that it has") {
    const ServerFiles files;
    for (const int threads : {0, 1}) {
      TestServer server(with(files, {.io_threads = threads}));
      TlsClient client(server.port(), {}, 4096);
      client.upgrade();
      const std::string text = flood(200).substr(8);
      client.send(flood(200));
      REQUIRE(server.events().wait_for("frame text flood 200"));
      for (int index = 0; index < 200; ++index) {
        const bool same = client.read(4 + text.size()).substr(4) == text;
        REQUIRE_MESSAGE(same, "frame ", index);
      }
      CHECK(server.events().wait_for("drained"));
    }
  }

  TEST_CASE("plain HTTP on the TLS port: an answer that says so, in plain text") {
    const ServerFiles files;
    TestServer server(with(files));
    for (const std::string method : {"GET", "POST", "OPTIONS", "PROPFIND"}) {
      RawClient client = server.connect();
      client.send(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
      const test::RawResponse response = client.read_response();
      CHECK(response.status == 400);
      CHECK(response.body == "This port speaks HTTPS; the request was HTTP.");
      CHECK(client.at_end());
    }
    CHECK(server.events().lines().empty());
  }

  TEST_CASE("plain HTTP with a long body on the TLS port: the answer arrives all the same") {
    const ServerFiles files;
    TestServer server(with(files));
    RawClient client = server.connect();
    std::thread sender([&] {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20000000\r\n\r\n");
      client.send(std::string(20'000'000, 'x'));
    });
    CHECK(client.read_response().status == 400);
    sender.join();
  }

  TEST_CASE("what is no ClientHello: an alert, a clean close, and nothing for the listener") {
    const ServerFiles files;
    TestServer server(with(files));
    struct Case {
      std::string_view bytes;
      bool alert;  // where it looks like a record, so that the peer may know what an alert is
    };
    const Case cases[] = {
        {{"\x00\x01\x02garbage", 10}, false},
        {{"\x16\x03\x01\x00\x05garbage", 12}, true},
        {{"\x17\x03\x03\x00\x02hi", 7}, true},
    };
    for (const Case& garbage : cases) {
      CAPTURE(garbage.bytes);
      RawClient client = server.connect();
      client.send(garbage.bytes);
      const std::string answer = client.read_to_end();
      CHECK(answer.size() == (garbage.alert ? 7 : 0));
      if (garbage.alert) CHECK(answer.starts_with("\x15\x03"));
      CHECK_FALSE(client.was_reset());
    }
    CHECK(server.events().lines().empty());
  }

  TEST_CASE("a record that was changed on its way: an alert, and the connection is over") {
    const ServerFiles files;
    TestServer server(with(files));
    TlsClient client(server.port());
    client.send(hold);
    REQUIRE(server.events().wait_for("request GET /hold"));
    const std::string forged = std::string("\x17\x03\x03\x00\x20", 5) + std::string(32, 'x');
    REQUIRE(::send(client.socket(), forged.data(), forged.size(), MSG_NOSIGNAL) == 37);
    CHECK_FALSE(client.at_end());
    CHECK_MESSAGE(client.error().ends_with("alert bad record mac"), client.error());
    CHECK(server.events().wait_for("closed: Protocol error"));
  }

  TEST_CASE("a handshake that is not finished in time is dropped, without an answer") {
    const ServerFiles files;
    TestServer server(with(files, test::impatient()));
    SUBCASE("not begun") {
      RawClient client = server.connect();
      CHECK(client.read_to_end().empty());
    }
    SUBCASE("half a ClientHello") {
      RawClient client = server.connect();
      client.send(half_hello);
      CHECK(client.read_to_end().empty());
    }
    SUBCASE("a byte now and then") {
      RawClient client = server.connect();
      client.send(half_hello);
      while (client.send("x")) std::this_thread::sleep_for(10ms);
    }
    while (server.network().connections() > 0) std::this_thread::yield();
  }

  TEST_CASE("a handshake without a request behind it: 408 over TLS") {
    const ServerFiles files;
    engineio::NetworkOptions options = test::impatient();
    options.header_timeout = 300ms;
    TestServer server(with(files, options));
    TlsClient client(server.port());
    CHECK(client.read_response().status == 408);
    CHECK(client.at_end());
  }

  TEST_CASE("a stop does not wait for handshakes") {
    const ServerFiles files;
    engineio::NetworkOptions options = with(files);
    options.close_timeout = 60s;
    TestServer server(options);
    RawClient silent = server.connect();
    RawClient half = server.connect();
    half.send(half_hello);
    while (server.network().connections() < 2) std::this_thread::yield();
    std::thread stopping([&] { server.stop(); });
    CHECK(silent.read_to_end().empty());
    CHECK(half.read_to_end().empty());
    silent.close();
    half.close();
    stopping.join();
  }
}
