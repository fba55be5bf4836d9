// TLS on real sockets: HTTP and WebSocket through it, and who is let in.
#include <doctest/doctest.h>

#include <string>

#include "test_server.hpp"
#include "tls_support.hpp"

using engineio::TlsVersion;
using test::get;
using test::RawClient;
using test::RawResponse;
using test::ServerFiles;
using test::TestServer;
using test::TlsClient;
using test::with;

namespace {

TlsClient::SetUp only(int version) {
  return [version](SSL& session) {
    SSL_set_min_proto_version(&session, version);
    SSL_set_max_proto_version(&session, version);
  };
}

TlsClient::SetUp offering(std::string protocols) {
  return [protocols](SSL& session) {
    SSL_set_alpn_protos(&session, reinterpret_cast<const unsigned char*>(protocols.data()),
                        static_cast<unsigned>(protocols.size()));
  };
}

std::string chosen_protocol(TlsClient& client) {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(&client.session(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

std::string post_echo(const std::string& body) {
  return "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

/// Different everywhere, so that a piece that is lost, doubled or moved is found.
std::string long_text(std::size_t size) {
  std::string text;
  for (int line = 0; text.size() < size; ++line) text += std::to_string(line) + ' ';
  text.resize(size);
  return text;
}

}  // namespace

TEST_SUITE("engineio/net/tls") {
  TEST_CASE("a request over TLS: answered, marked as secure, and the connection stays for the next") {
    const ServerFiles files;
    for (const int threads : {0, 2}) {
      TestServer server(with(files, {.io_threads = threads}));
      TlsClient client(server.port());
      CHECK(client.connected());
      for (int round = 0; round < 3; ++round) CHECK(client.exchange(get).body == "hello");
      CHECK(client.exchange("GET /secure HTTP/1.1\r\nHost: a\r\n\r\n").body == "yes");
    }
  }

  TEST_CASE("without TLS a request is not secure, and a ClientHello is no request") {
    TestServer server;
    RawClient plain = server.connect();
    CHECK(plain.exchange("GET /secure HTTP/1.1\r\nHost: a\r\n\r\n").body == "no");
    const TlsClient client(server.port());
    CHECK_FALSE(client.connected());
    CHECK(client.error() == "wrong version number");
  }

  TEST_CASE("TLS 1.2 and 1.3 are spoken, older versions are refused with an alert") {
    const ServerFiles files;
    TestServer server(with(files));
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      TlsClient client(server.port(), only(version));
      CHECK(client.exchange(get).body == "hello");
      CHECK(SSL_version(&client.session()) == version);
    }
    for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
      const TlsClient client(server.port(), only(version));
      CHECK_FALSE(client.connected());
      CHECK(client.error() == "tlsv1 alert protocol version");
    }
    CHECK(server.events().count("request") == 2);
  }

  TEST_CASE("min_version 1.3: TLS 1.2 is refused too") {
    ServerFiles files;
    files.options.min_version = TlsVersion::tls1_3;
    TestServer server(with(files));
    const TlsClient old(server.port(), only(TLS1_2_VERSION));
    CHECK(old.error() == "tlsv1 alert protocol version");
    TlsClient client(server.port());
    CHECK(client.exchange(get).body == "hello");
  }

  TEST_CASE("TLS 1.2: suites without forward secrecy or with CBC are refused") {
    const ServerFiles files;
    TestServer server(with(files));
    for (const char* const suite : {"AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA256", "AES128-SHA"}) {
      const TlsClient client(server.port(), [=](SSL& session) {
        only(TLS1_2_VERSION)(session);
        SSL_set_cipher_list(&session, suite);
      });
      CHECK_MESSAGE(client.error().ends_with("alert handshake failure"), client.error());
    }
  }

  TEST_CASE("ALPN: http/1.1 is chosen where it is offered") {
    const ServerFiles files;
    TestServer server(with(files));
    TlsClient browser(server.port(), offering("\x02h2\x08http/1.1"));
    CHECK(chosen_protocol(browser) == "http/1.1");
    CHECK(browser.exchange(get).body == "hello");
    TlsClient silent(server.port());
    CHECK(chosen_protocol(silent).empty());
    CHECK(silent.exchange(get).body == "hello");
    const TlsClient other(server.port(), offering("\x02h2"));
    CHECK_FALSE(other.connected());
    CHECK(other.error() == "tlsv1 alert no application protocol");
  }

  TEST_CASE("a session is resumed with its ticket, by any loop") {
    const ServerFiles files;
    TestServer server(with(files, {.io_threads = 2}));
    TlsClient first(server.port());
    CHECK(first.exchange(get).body == "hello");  // a ticket follows the handshake
    SSL_SESSION* const session = SSL_get1_session(&first.session());
    for (int round = 0; round < 8; ++round) {
      TlsClient again(server.port(), [=](SSL& client) { SSL_set_session(&client, session); });
      CHECK(again.exchange(get).body == "hello");
      CHECK(SSL_session_reused(&again.session()) == 1);
    }
    SSL_SESSION_free(session);
  }

  TEST_CASE("renegotiation is refused") {
    const ServerFiles files;
    TestServer server(with(files));
    TlsClient client(server.port(), only(TLS1_2_VERSION));
    CHECK(client.exchange(get).body == "hello");
    SSL_renegotiate(&client.session());
    CHECK(SSL_do_handshake(&client.session()) != 1);
  }

  TEST_CASE("large bodies, both ways, whole") {
    const ServerFiles files;
    const std::string body = long_text(900'000);
    for (const int threads : {0, 2}) {
      TestServer server(with(files, {.io_threads = threads}));
      TlsClient client(server.port());
      for (int round = 0; round < 3; ++round) CHECK(client.exchange(post_echo(body)).body == body);
      CHECK(client.exchange("GET /large HTTP/1.1\r\nHost: a\r\n\r\n").body == std::string(8'000'000, 'L'));
      CHECK(client.exchange(get).body == "hello");
    }
  }

  TEST_CASE("a record for each byte: the same answer") {
    const ServerFiles files;
    TestServer server(with(files));
    TlsClient client(server.port());
    for (const char& byte : post_echo("abcde")) REQUIRE(client.send({&byte, 1}));
    CHECK(client.read_response().body == "abcde");
  }

  TEST_CASE("many records that arrive together are all read") {
    const ServerFiles files;
    TestServer server(with(files));
    TlsClient client(server.port());
    client.upgrade();
    client.hold_back(true);
    for (int index = 0; index < 200; ++index) {
      REQUIRE(client.send(test::client_frame(0x81, "message " + std::to_string(index))));
    }
    client.hold_back(false);
    for (int index = 0; index < 200; ++index) {
      const std::string text = "message " + std::to_string(index);
      CHECK(client.read(2 + text.size()).substr(2) == text);
    }
  }

  TEST_CASE("large messages that came while the server was busy: all are read") {
    const ServerFiles files;
    TestServer server(with(files));
    TlsClient client(server.port());
    client.upgrade();
    const std::string text(8300 - 8, 'm');
    server.on_hub([&] {
      for (int index = 0; index < 8; ++index) client.send(test::client_frame(0x82, text));
    });
    for (int index = 0; index < 8; ++index) CHECK(client.read(4 + text.size()).substr(4) == text);
  }

  TEST_CASE("more than is kept comes while an answer is awaited: all is read behind it") {
    const ServerFiles files;
    TestServer server(with(files));
    TlsClient client(server.port());
    client.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
    REQUIRE(server.events().wait_for("request GET /hold"));
    const std::string request = "GET / HTTP/1.1\r\nHost: a\r\nPad: ";
    const std::string rest = std::string(8300 - request.size() - 4, 'p') + "\r\n\r\n";
    server.on_hub([&] {
      for (int index = 0; index < 8; ++index) client.send(request + rest);
    });
    server.on_hub([] {});
    server.release();
    CHECK(client.read_response().body == "released");
    for (int index = 0; index < 8; ++index) REQUIRE(client.read_response().body == "hello");
  }

  TEST_CASE("far more pipelined than is kept: all are answered") {
    const ServerFiles files;
    TestServer server(with(files));
    TlsClient client(server.port());
    constexpr int count = 5000;
    std::string requests;
    for (int index = 0; index < count; ++index) requests += get;
    REQUIRE(client.send(requests));
    int answered = 0;
    while (answered < count && client.read_response().body == "hello") ++answered;
    CHECK(answered == count);
  }

  TEST_CASE("WebSocket messages of all sizes come back") {
    const ServerFiles files;
    for (const int threads : {0, 2}) {
      TestServer server(with(files, {.io_threads = threads}));
      TlsClient client(server.port());
      client.upgrade();
      for (const std::size_t size : {0U, 1U, 125U, 126U, 16'384U, 16'385U, 65'535U, 65'536U, 900'000U}) {
        CAPTURE(size);
        const std::string text = long_text(size);
        REQUIRE(client.send(test::client_frame(0x82, text)));
        const std::size_t header = size < 126 ? 2 : size < 65'536 ? 4 : 10;
        CHECK(client.read(header + size).substr(header) == text);
      }
    }
  }
}
