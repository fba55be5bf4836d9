// WebSockets on real sockets: what a client sees, byte for byte.
#include <doctest/doctest.h>

#include <string>

#include "raw_client.hpp"
#include "test_server.hpp"

using namespace std::chrono_literals;
using namespace std::string_literals;
using test::client_frame;
using test::impatient;
using test::RawClient;
using test::RawResponse;
using test::TestServer;

TEST_SUITE("engineio/net/websocket") {
  TEST_CASE("upgrade: 101 with the accept key and the given headers, then frames both ways") {
    TestServer server;
    RawClient client = server.connect();
    client.send(
        "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    CHECK(client.read_until("\r\n\r\n") ==
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nX-Extra: yes\r\n\r\n");
    client.send("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58");
    CHECK(client.read(7) == "\x81\x05Hello");
    client.send(client_frame(0x82, "\x01\x02\xff"));
    CHECK(client.read(5) == "\x82\x03\x01\x02\xff");
    CHECK(server.events().count("frame text Hello") == 1);
  }

  TEST_CASE("upgrade refused: the answer, then the connection ends") {
    TestServer server;
    RawClient client = server.connect();
    client.send(
        "GET /refuse HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    const RawResponse response = client.read_response();
    CHECK(response.status == 400);
    CHECK(response.has("Connection: close"));
    CHECK(client.at_end());
    CHECK(server.events().wait_for("closed"));
  }

  TEST_CASE("frames behind the upgrade request wait for the 101") {
    TestServer server;
    RawClient client = server.connect();
    client.send(
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: "
        "13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
        client_frame(0x81, "early"));
    CHECK(client.read_response().status == 101);
    CHECK(client.read(7) == "\x81\x05"s + "early");
  }

  TEST_CASE("one byte at a time, and all at once: the same messages") {
    const std::string frames = client_frame(0x01, "frag") + client_frame(0x89, "p") +
                               client_frame(0x80, "mented") + client_frame(0x82, "whole") +
                               client_frame(0x81, "");
    // The pong may come before or after the messages; here the codec sees it first.
    const std::string answers = "\x8a\x01p\x81\x0a"s + "fragmented\x82\x05whole\x81"s + '\0';
    TestServer server;
    RawClient slow = server.connect();
    slow.upgrade();
    slow.send_slowly(frames);
    CHECK(slow.read(answers.size()) == answers);
    RawClient fast = server.connect();
    fast.upgrade();
    fast.send(frames);
    CHECK(fast.read(answers.size()) == answers);
  }

  TEST_CASE("a large message comes back whole") {
    TestServer server;
    RawClient client = server.connect();
    client.upgrade();
    const std::string payload(1'000'000, 'x');
    std::thread sender([&] { client.send(client_frame(0x82, payload)); });
    CHECK(client.read(10) == "\x82\x7f\x00\x00\x00\x00\x00\x0f\x42\x40"s);
    CHECK(client.read(payload.size()) == payload);
    sender.join();
  }

  TEST_CASE("violations: the close code, a clean end, and an error for the listener") {
    struct Case {
      std::string bytes;
      std::string close_frame;
    };
    engineio::NetworkOptions options;
    options.max_message_bytes = 1000;
    options.max_fragments = 3;
    const std::string protocol_error = "\x88\x02\x03\xea";
    const std::string invalid_payload = "\x88\x02\x03\xef";
    const std::string too_big = "\x88\x02\x03\xf1";
    const Case cases[] = {
        {"\x81\x02hi", protocol_error},                               // not masked
        {client_frame(0xc1, "hi"), protocol_error},                   // reserved bit
        {client_frame(0x83, "hi"), protocol_error},                   // reserved opcode
        {client_frame(0x80, "hi"), protocol_error},                   // nothing to continue
        {client_frame(0x09, "hi"), protocol_error},                   // fragmented ping
        {client_frame(0x89, std::string(126, 'p')), protocol_error},  // oversized ping
        {client_frame(0x88, "\x03"), protocol_error},                 // close of one byte
        {client_frame(0x88, "\x03\xed"), protocol_error},             // close with 1005
        {client_frame(0x88, "\x03\xe8\xff"), invalid_payload},        // close with a bad reason
        {client_frame(0x81, "\xff"), invalid_payload},                // bad text
        {client_frame(0x01, "\xc3") + client_frame(0x80, "x"), invalid_payload},
        {client_frame(0x81, std::string(1001, 'x')), too_big},
        {client_frame(0x01, std::string(600, 'x')) + client_frame(0x80, std::string(600, 'x')), too_big},
        {client_frame(0x01, "a") + client_frame(0x00, "b") + client_frame(0x00, "c") +
             client_frame(0x80, "d"),
         too_big},
    };
    TestServer server(options);
    std::size_t closed = 0;
    for (const Case& violation : cases) {
      CAPTURE(closed);
      RawClient client = server.connect();
      client.upgrade();
      client.send(violation.bytes);
      CHECK(client.read_to_end() == violation.close_frame);
      CHECK_FALSE(client.was_reset());
      CHECK(server.events().wait_for("closed: ", ++closed));
    }
  }

  TEST_CASE("closing handshake by the client: the status comes back") {
    TestServer server;
    SUBCASE("without status") {
      RawClient client = server.connect();
      client.upgrade();
      client.send(client_frame(0x88, ""));
      CHECK(client.read_to_end() == "\x88\x00"s);
    }
    SUBCASE("with status and reason") {
      RawClient client = server.connect();
      client.upgrade();
      client.send(client_frame(0x81, "last") + client_frame(0x88, "\x0f\xa1reason") +
                  client_frame(0x81, "late"));
      CHECK(client.read_to_end() == "\x88\x02\x0f\xa1"s);
      CHECK(server.events().count("frame text late") == 0);
    }
    CHECK(server.events().wait_for("closed"));
    CHECK(server.events().count("closed: ") == 0);
  }

  TEST_CASE(
      "closing handshake by the server: what is queued, the close frame, then it waits for the client's") {
    TestServer server;
    RawClient client = server.connect();
    client.upgrade();
    SUBCASE("without status") {
      client.send(client_frame(0x81, "flood 3") + client_frame(0x81, "close 0"));
      CHECK(client.read(29) ==
            "\x81\x07"
            "flood 3\x81\x07"
            "flood 3\x81\x07"
            "flood 3\x88\x00"s);
    }
    SUBCASE("with status") {
      client.send(client_frame(0x81, "close 4001"));
      CHECK(client.read(4) == "\x88\x02\x0f\xa1");
    }
    client.send(client_frame(0x81, "ignored"));
    CHECK(server.events().count("closed") == 0);
    client.send(client_frame(0x88, ""));
    CHECK(client.at_end());
    CHECK(server.events().wait_for("closed"));
    CHECK(server.events().count("frame text ignored") == 0);
  }

  TEST_CASE("closing handshake by the server: a client that does not answer is dropped in time") {
    TestServer server(impatient());
    RawClient client = server.connect();
    client.upgrade();
    client.send(client_frame(0x81, "close 0"));
    CHECK(client.read_to_end() == "\x88\x00"s);
    CHECK(server.events().wait_for("closed"));
  }

  TEST_CASE("an idle WebSocket outlives every HTTP limit") {
    TestServer server(impatient());
    RawClient client = server.connect();
    client.upgrade();
    RawClient other = server.connect();
    CHECK(other.read_response().status == 408);  // all limits have passed meanwhile
    client.send(client_frame(0x81, "here"));
    CHECK(client.read(6) == "\x81\x04here");
  }

  TEST_CASE("abort: no close frame") {
    TestServer server;
    RawClient client = server.connect();
    client.upgrade();
    client.send(client_frame(0x81, "abort"));
    CHECK(client.read_to_end() == "");
    CHECK(server.events().wait_for("closed"));
  }

  TEST_CASE("a client that goes: in order without an error, with a reset with one") {
    TestServer server;
    RawClient client = server.connect();
    client.upgrade();
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

  TEST_CASE("a reader that pauses: what waits is known, and on_drained tells when it is gone") {
    TestServer server;
    RawClient client = server.connect();
    client.upgrade();
    const std::string megabyte(1'000'000, 'm');
    for (int count = 0; count < 14; ++count) server.broadcast(megabyte);
    std::size_t queued = 0;
    const auto ask = [&] {
      server.on_hub([&] { queued = server.network().wire().queued_bytes(server.websockets().front()); });
    };
    do {
      ask();
    } while (queued == 0);
    CHECK(queued <= 14'000'000);
    CHECK(server.events().count("drained") == 0);
    for (int count = 0; count < 14; ++count) CHECK(client.read(10 + megabyte.size()).ends_with(megabyte));
    CHECK(server.events().wait_for("drained"));
    ask();
    CHECK(queued == 0);
  }

  TEST_CASE("max_unsent_bytes: what a reader leaves is known after kilobytes, and nothing of it is lost") {
    engineio::NetworkOptions options;
    options.max_unsent_bytes = 64 * 1024;
    TestServer server(options);
    RawClient client = server.connect();
    client.set_receive_buffer(32 * 1024);
    client.upgrade();
    const std::string megabyte(1'000'000, 'm');
    server.broadcast(megabyte);
    std::size_t queued = 0;
    const auto ask = [&] {
      server.on_hub([&] { queued = server.network().wire().queued_bytes(server.websockets().front()); });
    };
    // Without the limit the kernel takes all of it.
    ask();
    ask();
    CHECK(queued >= 500'000);
    CHECK(client.read(10 + megabyte.size()).ends_with(megabyte));
    CHECK(server.events().wait_for("drained"));
  }

  TEST_CASE("a reader that never reads is dropped at the limit") {
    engineio::NetworkOptions options;
    options.max_queued_bytes = 1'000'000;
    TestServer server(options);
    RawClient client = server.connect();
    client.set_receive_buffer(4096);
    client.upgrade();
    const std::string megabyte(1'000'000, 'm');
    for (int count = 0; count < 20; ++count) server.broadcast(megabyte);
    CHECK(server.events().wait_for("closed: "));
  }

  TEST_CASE("pings that nobody reads the pongs of: dropped at the limit, not kept for ever") {
    engineio::NetworkOptions options;
    options.max_queued_bytes = 100'000;
    TestServer server(options);
    RawClient client = server.connect();
    client.set_receive_buffer(4096);
    client.upgrade();
    std::string pings;
    for (int count = 0; count < 10'000; ++count) pings += client_frame(0x89, std::string(125, 'p'));
    while (client.send(pings)) continue;
    CHECK(server.events().wait_for("closed: "));
  }
}
