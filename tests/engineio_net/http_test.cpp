// HTTP on real sockets: what a client sees, byte for byte.
#include <doctest/doctest.h>

#include <string>

#include "raw_client.hpp"
#include "test_server.hpp"

using namespace std::chrono_literals;
using test::impatient;
using test::RawClient;
using test::RawResponse;
using test::TestServer;

namespace {

constexpr std::string_view get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

engineio::NetworkOptions small_limits() {
  engineio::NetworkOptions options;
  options.max_target_bytes = 100;
  options.max_header_bytes = 1000;
  options.max_body_bytes = 1000;
  return options;
}

}  // namespace

TEST_SUITE("engineio/net/http") {
  TEST_CASE("a request: answered, and the connection stays for the next") {
    TestServer server;
    RawClient client = server.connect();
    for (int round = 0; round < 3; ++round) {
      const RawResponse response = client.exchange(get);
      CHECK(response.head == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
      CHECK(response.body == "hello");
    }
    CHECK(server.events().count("request GET / |") == 3);
    CHECK(server.events().count("head") == 0);
  }

  TEST_CASE("one byte at a time: the same answer") {
    TestServer server;
    RawClient client = server.connect();
    client.send_slowly("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde");
    CHECK(client.read_response().body == "abcde");
  }

  TEST_CASE("pipelined requests: answered one by one, in order") {
    TestServer server;
    RawClient client = server.connect();
    client.send(
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\none"
        "GET /hold HTTP/1.1\r\nHost: a\r\n\r\n"
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nthree\r\n0\r\n\r\n");
    CHECK(client.read_response().body == "one");
    REQUIRE(server.events().wait_for("request GET /hold"));
    // The third waits for the answer to the second.
    server.on_hub([] {});
    CHECK(server.events().count("request POST /echo") == 1);
    server.release();
    CHECK(client.read_response().body == "released");
    CHECK(client.read_response().body == "three");
  }

  TEST_CASE("far more pipelined than is kept: all are answered") {
    TestServer server;
    RawClient client = server.connect();
    std::string requests;
    constexpr int count = 5000;
    for (int index = 0; index < count; ++index) requests += get;
    std::thread sender([&] { client.send(requests); });
    RawClient* const reader = &client;
    std::string all;
    for (int index = 0; index < count; ++index) {
      if (reader->read_response().body != "hello") FAIL("response " << index);
    }
    sender.join();
    CHECK(server.events().count("request GET / |") == count);
  }

  TEST_CASE("HEAD: the length without the body, and the connection goes on") {
    TestServer server;
    RawClient client = server.connect();
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(client.read_response(true).has("Content-Length: 5"));
    CHECK(client.exchange(get).body == "hello");
  }

  TEST_CASE("other methods are handed on") {
    TestServer server;
    RawClient client = server.connect();
    for (const std::string method : {"OPTIONS", "PUT", "DELETE", "PATCH"}) {
      CHECK(client.exchange(method + " / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200);
      CHECK(server.events().count("request " + method + " / |") == 1);
    }
  }

  TEST_CASE("the version and Connection decide who closes") {
    TestServer server;
    SUBCASE("HTTP/1.1 with close") {
      RawClient client = server.connect();
      const RawResponse response = client.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      CHECK(response.has("Connection: close"));
      CHECK(client.at_end());
    }
    SUBCASE("HTTP/1.0") {
      RawClient client = server.connect();
      CHECK(client.exchange("GET / HTTP/1.0\r\n\r\n").has("Connection: close"));
      CHECK(client.at_end());
    }
    SUBCASE("HTTP/1.0 with keep-alive") {
      RawClient client = server.connect();
      CHECK(
          client.exchange("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").has("Connection: keep-alive"));
      CHECK(client.exchange("GET / HTTP/1.0\r\n\r\n").body == "hello");
    }
  }

  TEST_CASE("Expect: 100-continue: the server asks for the body before it comes") {
    TestServer server;
    RawClient client = server.connect();
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    CHECK(client.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("body");
    CHECK(client.read_response().body == "body");
  }

  TEST_CASE("Expect: 100-continue with a body that is too large: no 100") {
    TestServer server(small_limits());
    RawClient client = server.connect();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n");
    CHECK(client.read_response().status == 413);
    CHECK(client.at_end());
  }

  TEST_CASE("what is no request: a status, a clean close, and nothing for the listener") {
    struct Case {
      std::string bytes;
      int status;
    };
    const Case cases[] = {
        {"\x16\x03\x01\x02\x0a\x0d\x00garbage", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999999\r\n\r\n", 400},
        {"GET /" + std::string(100, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
        {"GET / HTTP/1.1\r\nHost: a\r\nPad: " + std::string(1000, 'x') + "\r\n\r\n", 431},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
    };
    TestServer server(small_limits());
    for (const Case& request : cases) {
      CAPTURE(request.bytes);
      RawClient client = server.connect();
      client.send(request.bytes);
      const RawResponse response = client.read_response();
      CHECK(response.status == request.status);
      CHECK(response.has("Connection: close"));
      CHECK(client.at_end());
    }
    CHECK(server.events().lines().empty());
  }

  TEST_CASE("a bad request behind a good one: both are answered, then it closes") {
    TestServer server;
    RawClient client = server.connect();
    client.send(std::string(get) + "NONSENSE\r\n\r\n");
    CHECK(client.read_response().status == 200);
    CHECK(client.read_response().status == 400);
    CHECK(client.at_end());
    CHECK(server.events().wait_for("closed: "));
  }

  TEST_CASE("a body that is too large: 413 arrives although the body is still being sent") {
    TestServer server(small_limits());
    RawClient client = server.connect();
    // More than any socket buffer holds: closing without reading it would reset the answer away.
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20000000\r\n\r\n");
    std::thread sender([&] { client.send(std::string(20'000'000, 'x')); });
    const RawResponse response = client.read_response();
    sender.join();
    CHECK(response.status == 413);
    CHECK(response.has("Connection: close"));
  }

  TEST_CASE("a chunked body that grows too large: 413") {
    TestServer server(small_limits());
    RawClient client = server.connect();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int chunk = 0; chunk < 3; ++chunk) client.send("190\r\n" + std::string(400, 'x') + "\r\n");
    CHECK(client.read_response().status == 413);
    CHECK(client.at_end());
    CHECK(server.events().wait_for("closed"));
  }

  TEST_CASE("answered while the body still comes: the rest is not taken for a request") {
    TestServer server;
    RawClient client = server.connect();
    client.send("POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
    const RawResponse response = client.read_response();
    CHECK(response.status == 403);
    CHECK(response.has("Connection: close"));
    client.send(std::string(get) + std::string(get));
    CHECK(client.at_end());
    CHECK(server.events().wait_for("closed"));
    CHECK(server.events().count("request") == 0);
  }

  TEST_CASE("slow clients: 408 for each wait, silence between requests just ends") {
    TestServer server(impatient());
    SUBCASE("nothing at all") {
      RawClient client = server.connect();
      CHECK(client.read_response().status == 408);
      CHECK(client.at_end());
    }
    SUBCASE("half a head") {
      RawClient client = server.connect();
      client.send("GET / HTTP/1.1\r\nHo");
      CHECK(client.read_response().status == 408);
      CHECK(client.at_end());
    }
    SUBCASE("a byte of the head now and then") {
      RawClient client = server.connect();
      client.send("GET / HTTP/1.1\r\n");
      std::string pad = "Pad: ";
      while (client.send(pad)) {
        std::this_thread::sleep_for(10ms);
        pad = "x";
      }
      CHECK(client.read_response().status == 408);
    }
    SUBCASE("half a body") {
      RawClient client = server.connect();
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
      CHECK(client.read_response().status == 408);
      CHECK(client.at_end());
      CHECK(server.events().wait_for("closed: "));
    }
    SUBCASE("no further request") {
      RawClient client = server.connect();
      CHECK(client.exchange(get).status == 200);
      CHECK(client.at_end());
      CHECK(server.events().wait_for("closed"));
    }
  }

  TEST_CASE("a request that waits for its answer is not hurried") {
    TestServer server(impatient());
    RawClient client = server.connect();
    client.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
    REQUIRE(server.events().wait_for("request GET /hold"));
    RawClient other = server.connect();
    CHECK(other.read_response().status == 408);  // all limits have passed meanwhile
    other.close();
    server.release();
    CHECK(client.read_response().body == "released");
  }

  TEST_CASE("a client that goes while its request waits is reported") {
    TestServer server;
    RawClient client = server.connect();
    client.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
    REQUIRE(server.events().wait_for("request GET /hold"));
    SUBCASE("in order") {
      client.close();
      CHECK(server.events().wait_for("closed"));
      CHECK(server.events().count("closed: ") == 0);
    }
    SUBCASE("with a reset") {
      client.reset();
      CHECK(server.events().wait_for("closed: "));
    }
  }

  TEST_CASE("a client that goes within its request is reported only if the listener knew of it") {
    TestServer server;
    RawClient unknown = server.connect();
    unknown.send("GET / HT");
    unknown.close();
    RawClient known = server.connect();
    known.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n");
    REQUIRE(server.events().wait_for("head POST /"));
    known.close();
    CHECK(server.events().wait_for("closed: "));
    CHECK(server.events().lines().size() == 2);
  }

  TEST_CASE("a client that only finished sending still gets its answers") {
    for (const int threads : {0, 2}) {
      engineio::NetworkOptions options;
      options.io_threads = threads;
      TestServer server(options);
      RawClient client = server.connect();
      client.send(std::string(get) + "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nend");
      client.finish_sending();
      CHECK(client.read_response().body == "hello");
      CHECK(client.read_response().body == "end");
      CHECK(client.at_end());
      CHECK(server.events().wait_for("closed"));
    }
  }

  TEST_CASE(
      "a client that finished sending and went: its waiting requests are reported gone, the later ones too") {
    TestServer server;
    RawClient client = server.connect();
    client.send(std::string(get) + "GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
    client.finish_sending();
    CHECK(client.read_response().body == "hello");
    CHECK(server.events().wait_for("closed"));
  }

  TEST_CASE("close(): what was answered is sent, then the connection ends") {
    TestServer server;
    RawClient client = server.connect();
    client.send(std::string(get) + "GET /close HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(client.read_response().body == "hello");
    CHECK(client.at_end());
    CHECK(server.events().wait_for("closed"));
  }

  TEST_CASE("a large response: whole, and the connection goes on") {
    TestServer server;
    RawClient client = server.connect();
    const RawResponse response = client.exchange("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(response.body.size() == 8'000'000);
    CHECK(client.exchange(get).body == "hello");
  }

  TEST_CASE("a large response that nobody reads is given up") {
    TestServer server(impatient());
    RawClient client = server.connect();
    client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(server.events().wait_for("closed: "));
  }

  TEST_CASE("the peer's address is part of the request") {
    TestServer server;
    RawClient client = server.connect();
    CHECK(client.exchange("GET /address HTTP/1.1\r\nHost: a\r\n\r\n").body == "127.0.0.1");
  }
}
