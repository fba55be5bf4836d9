// A TLS session over a pair of sockets: what a read takes and what it leaves.
#include "net/tls_stream.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <string>
#include <thread>

#include "net/tls_context.hpp"
#include "tls_support.hpp"

using engineio::net::TcpSocket;
using engineio::net::TlsContext;
using engineio::net::TlsStream;
using Status = TcpSocket::Status;

namespace {

/// Our stream on one end, OpenSSL's client on the other, behind the handshake.
class Pair {
 public:
  Pair() : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free), client_(nullptr, SSL_free) {
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_) == 0);
    ::fcntl(ends_[0], F_SETFL, O_NONBLOCK);
    client_.reset(SSL_new(context_.get()));
    SSL_set_fd(client_.get(), ends_[1]);
    const test::ServerFiles files;
    stream = TlsContext::load(files.options).context.open(ends_[0]);
    std::thread connecting([this] { SSL_connect(client_.get()); });
    while (stream->handshaking()) CHECK(read(64).status == Status::would_block);
    connecting.join();
  }
  ~Pair() {
    for (const int end : ends_) ::close(end);
  }

  TcpSocket::Result read(std::size_t size) { return stream->read(std::span(buffer_).first(size)); }
  SSL* client() { return client_.get(); }

  std::unique_ptr<TlsStream> stream;

 private:
  int ends_[2] = {-1, -1};
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> client_;
  char buffer_[64];
};

}  // namespace

TEST_SUITE("engineio/net/tls stream") {
  TEST_CASE("a read that fills its buffer says that there is more than the socket shows") {
    Pair pair;
    const std::string text(100, 'x');
    REQUIRE(SSL_write(pair.client(), text.data(), 100) == 100);
    CHECK(pair.read(64).size == 64);
    CHECK(pair.stream->holds_input());
    CHECK(pair.read(64).size == 36);
    CHECK_FALSE(pair.stream->holds_input());
    CHECK(pair.read(64).status == Status::would_block);
  }

  TEST_CASE("an end that was read with the last bytes is not lost") {
    Pair pair;
    REQUIRE(SSL_write(pair.client(), "bye", 3) == 3);
    SSL_shutdown(pair.client());
    CHECK(pair.read(64).size == 3);
    CHECK(pair.stream->holds_input());
    CHECK(pair.read(64).status == Status::end);
    CHECK(pair.read(64).status == Status::end);
  }

  TEST_CASE("small pieces leave as one record, large ones one record at a time") {
    Pair pair;
    std::string one = "one ";
    std::string two = "two";
    iovec small[] = {{one.data(), one.size()}, {two.data(), two.size()}};
    CHECK(pair.stream->write(small).size == 7);
    char received[20'000];
    CHECK(SSL_read(pair.client(), received, sizeof received) == 7);
    CHECK(std::string(received, 7) == "one two");
    std::string large(20'000, 'l');
    iovec big[] = {{large.data(), large.size()}};
    CHECK(pair.stream->write(big).size == 16 * 1024);
    CHECK(SSL_read(pair.client(), received, sizeof received) == 16 * 1024);
  }
}
