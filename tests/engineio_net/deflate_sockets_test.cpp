// permessage-deflate on real sockets: what a client sees, byte for byte.
#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>

#include "deflate_support.hpp"
#include "raw_client.hpp"
#include "test_server.hpp"

using engineio::NetworkOptions;
using engineio::PerMessageDeflateOptions;
using namespace std::string_literals;
using test::client_frame;
using test::deflated;
using test::DeflatePeer;
using test::inflated;
using test::noise;
using test::RawClient;
using test::RawResponse;
using test::TestServer;

namespace {

NetworkOptions compressing(bool takeover = false, int io_threads = 0) {
  NetworkOptions options;
  options.io_threads = io_threads;
  options.per_message_deflate = PerMessageDeflateOptions();
  options.per_message_deflate->threshold = 5;
  options.per_message_deflate->server_no_context_takeover = !takeover;
  options.per_message_deflate->client_no_context_takeover = !takeover;
  return options;
}

RawResponse ask(RawClient& client, std::string_view offer) {
  return client.exchange(
      "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: "
      "13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: " +
      std::string(offer) + "\r\n\r\n");
}

RawClient connect(const TestServer& server, std::string_view offer = "permessage-deflate") {
  RawClient client = server.connect();
  CHECK(ask(client, offer).status == 101);
  return client;
}

/// The payload of the next frame, which must begin with this byte.
std::string payload(RawClient& client, unsigned char first) {
  const std::string head = client.read(2);
  CHECK(static_cast<unsigned char>(head[0]) == first);
  std::size_t size = static_cast<unsigned char>(head[1]);
  if (size >= 126) {
    const std::string length = client.read(size == 126 ? 2 : 8);
    size = 0;
    for (const char byte : length) size = size << 8 | static_cast<unsigned char>(byte);
  }
  return client.read(size);
}

}  // namespace

TEST_SUITE("engineio/net/deflate_sockets") {
  TEST_CASE("not configured: an offer is not answered, malformed or not, and RSV1 is a violation") {
    TestServer server;
    for (const char* offer : {"permessage-deflate", "permessage-deflate;", "a=b=c"}) {
      RawClient client = server.connect();
      const RawResponse response = ask(client, offer);
      CHECK(response.status == 101);
      CHECK(response.head.find("Extensions") == std::string::npos);
      client.send(client_frame(0xc1, "\xf2\x48\xcd\xc9\xc9\x07\x00"s));
      CHECK(client.read_to_end() == "\x88\x02\x03\xea");
    }
  }

  TEST_CASE("configured: who does not offer it, or nothing that can be accepted, goes without") {
    TestServer server(compressing());
    for (const char* offer :
         {"foo", "permessage-deflate; x", "permessage-deflate; server_max_window_bits=8"}) {
      RawClient client = server.connect();
      const RawResponse response = ask(client, offer);
      CHECK(response.status == 101);
      CHECK(response.head.find("Extensions") == std::string::npos);
      client.send(client_frame(0x81, std::string(100, 'x')));
      CHECK(client.read(102) == "\x81\x64" + std::string(100, 'x'));
      client.send(client_frame(0xc1, "\xf2\x48\xcd\xc9\xc9\x07\x00"s));
      CHECK(client.read_to_end() == "\x88\x02\x03\xea");
    }
  }

  TEST_CASE("configured: a malformed offer is refused") {
    TestServer server(compressing());
    RawClient client = server.connect();
    CHECK(ask(client, "permessage-deflate;").status == 400);
    CHECK(client.at_end());
  }

  TEST_CASE("the 101 says what was agreed, in front of the other headers") {
    TestServer server(compressing());
    RawClient client = server.connect();
    CHECK(ask(client, "permessage-deflate; client_max_window_bits=10, permessage-deflate").head ==
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
          "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; "
          "client_no_context_takeover; client_max_window_bits=10\r\nX-Extra: yes\r\n\r\n");
  }

  TEST_CASE("[RFC 7692, 7.2.3] messages both ways, with context takeover") {
    for (const int io_threads : {0, 2}) {
      TestServer server(compressing(true, io_threads));
      RawClient client = connect(server);
      client.send(client_frame(0xc1, "\xf2\x48\xcd\xc9\xc9\x07\x00"s));
      CHECK(client.read(9) == "\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00"s);
      client.send(client_frame(0x41, "\xf2\x00"s) + client_frame(0x80, "\x11\x00\x00"s));
      CHECK(client.read(7) == "\xc1\x05\xf2\x00\x11\x00\x00"s);
      client.send(client_frame(0x81, "tiny"));
      CHECK(client.read(6) == "\x81\x04tiny");
      CHECK(server.events().count("frame text Hello") == 2);
    }
  }

  TEST_CASE("messages both ways, each by itself") {
    TestServer server(compressing());
    RawClient client = connect(server);
    for (int count = 0; count < 2; ++count) {
      const std::string message(10'000, static_cast<char>('a' + count));
      client.send(client_frame(0xc1, deflated(message)));
      CHECK(inflated(payload(client, 0xc1)) == message);
      // Would be longer.
      const std::string random = noise(1000);
      client.send(client_frame(0xc2, deflated(random)));
      CHECK(payload(client, 0x82) == random);
    }
  }

  TEST_CASE("a large message, compressed or not, arrives whole and in order") {
    TestServer server(compressing(true));
    RawClient client = connect(server);
    DeflatePeer peer;
    const std::string random = noise(1'000'000);
    std::thread sender([&] {
      client.send(client_frame(0xc2, peer.deflate(random)) + client_frame(0x82, random) +
                  client_frame(0xc1, peer.deflate("the end")));
    });
    DeflatePeer reader;
    CHECK(reader.inflate(payload(client, 0xc2)) == random);
    CHECK(reader.inflate(payload(client, 0xc2)) == random);
    CHECK(reader.inflate(payload(client, 0xc1)) == "the end");
    sender.join();
  }

  TEST_CASE("violations: the close code and a clean end") {
    NetworkOptions options = compressing();
    options.max_message_bytes = 1000;
    TestServer server(options);
    const std::pair<std::string, const char*> cases[] = {
        {client_frame(0xc1, deflated(std::string(50'000'000, 'b'))), "\x88\x02\x03\xf1"},
        {client_frame(0x41, deflated(std::string(1001, 'b'))) + client_frame(0x80, ""), "\x88\x02\x03\xf1"},
        {client_frame(0xc1, "corrupt"), "\x88\x02\x03\xef"},
        {client_frame(0xc1, deflated("\xff")), "\x88\x02\x03\xef"},
        {client_frame(0xc9, ""), "\x88\x02\x03\xea"},
        {client_frame(0x41, "\xf2\x48\xcd"s) + client_frame(0xc0, "\xc9\xc9\x07\x00"s), "\x88\x02\x03\xea"},
    };
    std::size_t closed = 0;
    for (const auto& [bytes, close_frame] : cases) {
      CAPTURE(closed);
      RawClient client = connect(server);
      client.send(bytes);
      CHECK(client.read_to_end() == close_frame);
      CHECK_FALSE(client.was_reset());
      CHECK(server.events().wait_for("closed: ", ++closed));
    }
    CHECK(server.events().count("frame") == 0);
    RawClient client = connect(server);
    client.send(client_frame(0xc1, deflated("others are fine")));
    CHECK(client.read(17) == "\x81\x0fothers are fine");
  }

  TEST_CASE("a broadcast: compressed for those who agreed, plain for the others, each with its own window") {
    for (const int io_threads : {0, 2}) {
      TestServer server(compressing(false, io_threads));
      RawClient agreed[] = {connect(server), connect(server), connect(server)};
      RawClient narrow = connect(server, "permessage-deflate; server_max_window_bits=9");
      RawClient plain = connect(server, "none");
      const std::string message = noise(600) + noise(600);
      server.broadcast(message);
      const std::string first = payload(agreed[0], 0xc1);
      CHECK(inflated(first) == message);
      CHECK(payload(agreed[1], 0xc1) == first);
      CHECK(payload(agreed[2], 0xc1) == first);
      // The repetition is out of its reach.
      CHECK(payload(narrow, 0x81) == message);
      CHECK(payload(plain, 0x81) == message);
    }
  }

  TEST_CASE("a message that must not be compressed is not, nor are its neighbours changed") {
    TestServer server(compressing(true));
    RawClient client = connect(server);
    const std::string message(100, 'm');
    server.on_hub([&] {
      const engineio::ConnId id = server.websockets().front();
      engineio::Frame frame{base::SharedBytes::copy(message), false};
      server.network().wire().send(id, frame);
      frame.compress = false;
      server.network().wire().send(id, frame);
      frame.compress = true;
      server.network().wire().send(id, frame);
    });
    DeflatePeer reader;
    CHECK(reader.inflate(payload(client, 0xc1)) == message);
    CHECK(payload(client, 0x81) == message);
    CHECK(reader.inflate(payload(client, 0xc1)) == message);
  }

  TEST_CASE("a broadcast to more than one slice with a slow reader among them") {
    TestServer server(compressing());
    std::vector<RawClient> clients;
    for (int count = 0; count < 100; ++count) clients.push_back(connect(server));
    for (int count = 0; count < 3; ++count)
      server.broadcast(std::string(5000, static_cast<char>('a' + count)));
    for (RawClient& client : clients) {
      for (int count = 0; count < 3; ++count) {
        CHECK(inflated(payload(client, 0xc1)) == std::string(5000, static_cast<char>('a' + count)));
      }
    }
  }

  TEST_CASE("few bytes that become many are worked off turn by turn; others are served between") {
    for (const int io_threads : {0, 2}) {
      TestServer server(compressing(false, io_threads));
      RawClient client = connect(server);
      RawClient second = connect(server);
      const std::string bomb = client_frame(0xc2, deflated(std::string(1'000'000, '\0')));
      std::string bombs;
      for (int count = 0; count < 30; ++count) bombs += bomb;
      client.send(bombs + client_frame(0x81, "last"));
      second.send(bombs + client_frame(0x81, "last"));
      RawClient other = connect(server);
      other.send(client_frame(0x81, "hi"));
      CHECK(other.read(4) == "\x81\x02hi");
      for (RawClient* const sender : {&client, &second}) {
        for (int count = 0; count < 30; ++count) payload(*sender, 0xc2);
        CHECK(sender->read(6) == "\x81\x04last");
      }
      CHECK(server.events().count("frame binary") == 60);
    }
  }

  TEST_CASE("a client that goes while its messages wait for their turn") {
    NetworkOptions options = compressing();
    options.close_timeout = std::chrono::milliseconds(150);
    TestServer server(options);
    RawClient client = connect(server);
    const std::string bomb = client_frame(0xc2, deflated(std::string(1'000'000, '\0')));
    std::string bombs;
    for (int count = 0; count < 30; ++count) bombs += bomb;
    SUBCASE("with a reset") {
      client.send(bombs);
      client.reset();
      CHECK(server.events().wait_for("closed"));
    }
    SUBCASE("closing: what was sent before counts") {
      client.send(bombs + client_frame(0x88, ""));
      CHECK(client.read_to_end().ends_with("\x88\x00"s));
      CHECK(server.events().wait_for("closed"));
      CHECK(server.events().count("frame binary") == 30);
    }
    SUBCASE("the server stops") {
      client.send(bombs);
      server.stop();
      CHECK(server.events().count("closed") <= 1);
    }
  }

  TEST_CASE("memory for contexts is limited over all loops") {
    NetworkOptions options = compressing(true, 2);
    options.per_message_deflate->max_context_bytes =
        engineio::deflate_context_bytes(15, 8) + engineio::inflate_context_bytes(15);
    TestServer server(options);
    const std::string without =
        "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; "
        "client_no_context_takeover";
    RawClient first = server.connect();
    CHECK(ask(first, "permessage-deflate").has("Sec-WebSocket-Extensions: permessage-deflate"));
    RawClient second = server.connect();
    CHECK(ask(second, "permessage-deflate").has(without));
    second.send(client_frame(0xc1, deflated(std::string(100, 's'))));
    CHECK(inflated(payload(second, 0xc1)) == std::string(100, 's'));
    first.close();
    // Its loop destroys the connection, and the contexts with it, after the hub has heard that it is closed.
    const auto again = [&] {
      RawClient third = server.connect();
      return ask(third, "permessage-deflate").has("Sec-WebSocket-Extensions: permessage-deflate");
    };
    const auto end = std::chrono::steady_clock::now() + RawClient::patience;
    bool granted = again();
    while (!granted && std::chrono::steady_clock::now() < end) granted = again();
    CHECK(granted);
  }

  TEST_CASE("options out of range are refused by name") {
    const auto refused = [](auto change) -> std::string {
      NetworkOptions options = compressing();
      change(*options.per_message_deflate);
      try {
        engineio::Network network(options);
      } catch (const std::invalid_argument& error) {
        return error.what();
      }
      return "accepted";
    };
    CHECK(refused([](auto&) {}) == "accepted");
    CHECK(refused([](auto& o) { o.server_max_window_bits = 8; }) ==
          "per_message_deflate.server_max_window_bits must be 9 to 15");
    CHECK(refused([](auto& o) { o.server_max_window_bits = 16; }) ==
          "per_message_deflate.server_max_window_bits must be 9 to 15");
    CHECK(refused([](auto& o) { o.client_max_window_bits = 8; }) ==
          "per_message_deflate.client_max_window_bits must be 9 to 15");
    CHECK(refused([](auto& o) { o.level = -1; }) == "per_message_deflate.level must be 0 to 9");
    CHECK(refused([](auto& o) { o.level = 10; }) == "per_message_deflate.level must be 0 to 9");
    CHECK(refused([](auto& o) { o.mem_level = 0; }) == "per_message_deflate.mem_level must be 1 to 9");
    CHECK(refused([](auto& o) { o.mem_level = 10; }) == "per_message_deflate.mem_level must be 1 to 9");
  }
}
