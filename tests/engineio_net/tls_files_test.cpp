// The certificate and its key: what is refused at the start, and how they are exchanged while connections
// live.
#include <doctest/doctest.h>

#include <fstream>
#include <stdexcept>
#include <string>

#include "captured_stderr.hpp"
#include "test_server.hpp"
#include "tls_support.hpp"

using test::Certificate;
using test::get;
using test::ServerFiles;
using test::TestServer;
using test::TlsClient;
using test::with;

namespace {

/// What the constructor of a Network says about the files.
std::string complaint(const ServerFiles& files) {
  try {
    const engineio::Network network(with(files));
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

std::string reload(TestServer& server) {
  std::string error;
  server.on_hub([&] { error = server.network().reload_tls(); });
  return error;
}

/// Loops with threads of their own hear of it a moment later.
bool soon_shows(TestServer& server, const std::string& subject) {
  const auto end = std::chrono::steady_clock::now() + test::RawClient::patience;
  int in_a_row = 0;
  while (in_a_row < 8 && std::chrono::steady_clock::now() < end) {
    in_a_row = TlsClient(server.port()).subject() == subject ? in_a_row + 1 : 0;
  }
  return in_a_row == 8;
}

std::string shown_subject(TestServer& server) { return TlsClient(server.port()).subject(); }

void write(const std::string& file, std::string_view text) { std::ofstream(file, std::ios::trunc) << text; }

}  // namespace

TEST_SUITE("engineio/net/tls files") {
  TEST_CASE("a pair that cannot be used: the constructor says which file and why") {
    ServerFiles files;
    const std::string certificate = files.options.certificate_file;
    const std::string key = files.options.key_file;
    CHECK(complaint(files).empty());
    SUBCASE("no certificate file") {
      std::filesystem::remove(certificate);
      CHECK(complaint(files) == "tls: certificate file '" + certificate + "': No such file or directory");
    }
    SUBCASE("a directory") {
      files.options.certificate_file = std::filesystem::path(certificate).parent_path().string();
      CHECK(complaint(files) ==
            "tls: certificate file '" + files.options.certificate_file + "': Is a directory");
    }
    SUBCASE("no certificate in it") {
      write(certificate, "hello\n");
      CHECK(complaint(files) ==
            "tls: certificate file '" + certificate + "' has no usable PEM certificate (no start line)");
    }
    SUBCASE("no key file") {
      std::filesystem::remove(key);
      CHECK(complaint(files) == "tls: key file '" + key + "': No such file or directory");
    }
    SUBCASE("no key in it") {
      write(key, "");
      CHECK(complaint(files).starts_with("tls: key file '" + key + "' has no usable PEM key"));
    }
    SUBCASE("an encrypted key: nobody is asked for the passphrase") {
      const Certificate other("other.example");
      other.write_certificate(certificate);
      other.write_key(key, "secret");
      CHECK(complaint(files).starts_with("tls: key file '" + key +
                                         "' has no usable PEM key without a passphrase"));
    }
    SUBCASE("the key of another certificate") {
      Certificate("other.example").write_key(key);
      CHECK(complaint(files) ==
            "tls: key file '" + key + "' does not belong to certificate file '" + certificate + "'");
    }
  }

  TEST_CASE("an expired certificate is used, with a warning") {
    const ServerFiles files("late.example", -60);
    const std::string log = test::stderr_of([&] {
      TestServer server(with(files));
      CHECK(shown_subject(server) == "late.example");
    });
    const std::string expected =
        "tls: the certificate in '" + files.options.certificate_file + "' has expired\n";
    CHECK_MESSAGE(log.ends_with(expected), log);
  }

  TEST_CASE("reload: new connections see the new certificate, old ones stay") {
    for (const int threads : {0, 2}) {
      CAPTURE(threads);
      const ServerFiles files("first.example");
      TestServer server(with(files, {.io_threads = threads}));
      TlsClient request(server.port());
      CHECK(request.subject() == "first.example");
      CHECK(request.exchange(get).body == "hello");
      TlsClient socket(server.port());
      socket.upgrade();

      Certificate("second.example").write(files.options);
      CHECK(shown_subject(server) == "first.example");
      CHECK(reload(server).empty());
      CHECK(soon_shows(server, "second.example"));

      CHECK(request.exchange(get).body == "hello");
      socket.send(test::client_frame(0x81, "still here"));
      CHECK(socket.read(12).substr(2) == "still here");
      CHECK(server.events().count("closed") == 0);
    }
  }

  TEST_CASE("reload: tickets of the old certificate are not taken any more") {
    const ServerFiles files("first.example");
    TestServer server(with(files));
    TlsClient first(server.port());
    CHECK(first.exchange(get).body == "hello");
    SSL_SESSION* const session = SSL_get1_session(&first.session());
    Certificate("second.example").write(files.options);
    CHECK(reload(server).empty());
    TlsClient again(server.port(), [=](SSL& client) { SSL_set_session(&client, session); });
    CHECK(again.exchange(get).body == "hello");
    CHECK(SSL_session_reused(&again.session()) == 0);
    CHECK(again.subject() == "second.example");
    SSL_SESSION_free(session);
  }

  TEST_CASE("reload of a bad pair: says why and changes nothing") {
    const ServerFiles files("first.example");
    TestServer server(with(files));
    Certificate("second.example").write_certificate(files.options.certificate_file);
    CHECK(reload(server) == "tls: key file '" + files.options.key_file +
                                "' does not belong to certificate file '" + files.options.certificate_file +
                                "'");
    CHECK(shown_subject(server) == "first.example");
    server.on_hub([&] { CHECK(server.network().tls_certificate()->subject == "CN=first.example"); });
    std::filesystem::remove(files.options.certificate_file);
    CHECK(reload(server).ends_with("No such file or directory"));
    CHECK(shown_subject(server) == "first.example");
  }

  TEST_CASE("the certificate in use can be asked for") {
    const ServerFiles files("first.example", 3600);
    TestServer server(with(files));
    const auto certificate = server.network().tls_certificate();
    REQUIRE(certificate);
    CHECK(certificate->subject == "CN=first.example");
    const auto left = certificate->expires - std::chrono::system_clock::now();
    CHECK(left > std::chrono::minutes(50));
    CHECK(left <= std::chrono::minutes(60));
  }

  TEST_CASE("without TLS there is nothing to reload") {
    TestServer server;
    CHECK(reload(server) == "tls: not in use");
    CHECK_FALSE(server.network().tls_certificate());
  }
}
