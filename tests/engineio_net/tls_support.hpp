// tests/engineio_net/tls_support.hpp - certificates made on the spot, and a TLS client that does what a test
// tells it to.
//
// Thread: the one that made it.
#pragma once

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "engineio/network.hpp"
#include "engineio/tls.hpp"
#include "raw_client.hpp"

namespace test {

/// A directory that ends with the test.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "engineio-tls-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string operator/(std::string_view name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// A self-signed certificate for "CN=<name>", and its key.
class Certificate {
 public:
  explicit Certificate(const std::string& name, long valid_seconds = 3600)
      : key_(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), EVP_PKEY_free),
        certificate_(X509_new(), X509_free) {
    X509_set_version(certificate_.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate_.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate_.get()), -7200);
    X509_gmtime_adj(X509_getm_notAfter(certificate_.get()), valid_seconds);
    X509_NAME* const subject = X509_get_subject_name(certificate_.get());
    const auto* const text = reinterpret_cast<const unsigned char*>(name.c_str());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, -1, -1, 0);
    X509_set_issuer_name(certificate_.get(), subject);
    X509_set_pubkey(certificate_.get(), key_.get());
    REQUIRE(X509_sign(certificate_.get(), key_.get(), EVP_sha256()) > 0);
  }

  void write_certificate(const std::string& file) const {
    write(file, [&](std::FILE* out) { return PEM_write_X509(out, certificate_.get()); });
  }
  /// `passphrase`: encrypts it; null: it does not.
  void write_key(const std::string& file, const char* passphrase = nullptr) const {
    const EVP_CIPHER* const cipher = passphrase == nullptr ? nullptr : EVP_aes_128_cbc();
    write(file, [&](std::FILE* out) {
      return PEM_write_PKCS8PrivateKey(out, key_.get(), cipher, passphrase,
                                       passphrase == nullptr ? 0 : static_cast<int>(std::strlen(passphrase)),
                                       nullptr, nullptr);
    });
  }
  /// Both, where the options say.
  void write(const engineio::TlsOptions& options) const {
    write_certificate(options.certificate_file);
    write_key(options.key_file);
  }

 private:
  static void write(const std::string& file, const std::function<int(std::FILE*)>& content) {
    std::FILE* const out = std::fopen(file.c_str(), "we");
    REQUIRE(out != nullptr);
    REQUIRE(content(out) == 1);
    std::fclose(out);
  }

  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
  std::unique_ptr<X509, decltype(&X509_free)> certificate_;
};

/// A pair of files for a server.
struct ServerFiles {
  explicit ServerFiles(const std::string& name = "first.example", long valid_seconds = 3600) {
    Certificate(name, valid_seconds).write(options);
  }
  TemporaryDirectory directory;
  engineio::TlsOptions options{.certificate_file = directory / "cert.pem", .key_file = directory / "key.pem"};
};

/// The options of a server with these files.
inline engineio::NetworkOptions with(const ServerFiles& files, engineio::NetworkOptions options = {}) {
  options.tls = files.options;
  return options;
}

/// Answered with "hello" by a TestServer.
inline constexpr std::string_view get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/// A blocking TLS client; a wait that takes longer than RawClient::patience fails.
class TlsClient {
 public:
  using SetUp = std::function<void(SSL&)>;

  /// Connects; `set_up` is called before the handshake.
  explicit TlsClient(std::uint16_t port, const SetUp& set_up = {}, int receive_buffer = 0)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
        context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free),
        session_(nullptr, SSL_free) {
    connect(port, receive_buffer);
    // What old versions need is below the level that systems allow by default.
    SSL_CTX_set_security_level(context_.get(), 0);
    SSL_CTX_set_mode(context_.get(), SSL_MODE_AUTO_RETRY);
    session_.reset(SSL_new(context_.get()));
    SSL_set_fd(session_.get(), socket_);
    SSL_set_min_proto_version(session_.get(), TLS1_VERSION);
    if (set_up) set_up(*session_);
    ERR_clear_error();
    connected_ = SSL_connect(session_.get()) == 1;
    if (!connected_) note_error();
  }
  TlsClient(TlsClient&& other) = delete;
  ~TlsClient() { close(); }

  bool connected() const { return connected_; }
  /// OpenSSL's words for what went wrong last.
  const std::string& error() const { return error_; }
  SSL& session() { return *session_; }
  int socket() const { return socket_; }
  std::string subject() const {
    const std::unique_ptr<X509, decltype(&X509_free)> shown(SSL_get1_peer_certificate(session_.get()),
                                                            X509_free);
    char text[256] = "";
    X509_NAME_get_text_by_NID(X509_get_subject_name(shown.get()), NID_commonName, text, sizeof text);
    return text;
  }

  /// In records of up to 16 KiB. @return false when the server closed meanwhile.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      ERR_clear_error();
      std::size_t size = 0;
      if (SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &size) != 1) return note_error(), false;
      bytes.remove_prefix(size);
    }
    return true;
  }
  /// While this is on, what is sent collects in the kernel.
  void hold_back(bool on) {
    const int value = on ? 1 : 0;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_CORK, &value, sizeof value);
  }
  /// close_notify; we still read.
  void finish_sending() { SSL_shutdown(session_.get()); }
  /// The end of the stream without close_notify.
  void cut_off() { ::shutdown(socket_, SHUT_WR); }
  void reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
  }
  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }

  std::string read(std::size_t size) {
    while (received_.size() < size && receive()) continue;
    CHECK_MESSAGE(received_.size() >= size, "only received: ", received_.size(), " ", error_);
    return take(size);
  }
  std::string read_until(std::string_view mark) {
    std::size_t at = 0;
    while ((at = received_.find(mark)) == std::string::npos && receive()) continue;
    CHECK_MESSAGE(at != std::string::npos, "only received: ", received_, " ", error_);
    return take(at == std::string::npos ? received_.size() : at + mark.size());
  }
  /// The server says close_notify, and nothing before it.
  bool at_end() {
    while (receive()) continue;
    return received_.empty() && ended_;
  }

  RawResponse read_response() {
    RawResponse response;
    response.head = read_until("\r\n\r\n");
    if (response.head.size() > 12) response.status = std::atoi(response.head.c_str() + 9);
    const std::size_t at = response.head.find("\r\nContent-Length: ");
    if (at != std::string::npos) {
      response.body = read(static_cast<std::size_t>(std::atoll(response.head.c_str() + at + 18)));
    }
    return response;
  }
  RawResponse exchange(std::string_view request) {
    send(request);
    return read_response();
  }
  void upgrade() {
    send(
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    CHECK(read_response().status == 101);
  }

 private:
  void connect(std::uint16_t port, int receive_buffer) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    const timeval patience{.tv_sec = RawClient::patience.count() / 1000, .tv_usec = 0};
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (receive_buffer > 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(int));
    REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  }
  bool receive() {
    char buffer[16 * 1024];
    std::size_t size = 0;
    ERR_clear_error();
    if (SSL_read_ex(session_.get(), buffer, sizeof buffer, &size) != 1) return note_error(), false;
    received_.append(buffer, size);
    return true;
  }
  void note_error() {
    ended_ = SSL_get_error(session_.get(), 0) == SSL_ERROR_ZERO_RETURN;
    const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
    error_ = reason == nullptr ? "no error" : reason;
  }
  std::string take(std::size_t size) {
    std::string bytes = received_.substr(0, size);
    received_.erase(0, size);
    return bytes;
  }

  int socket_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> session_;
  bool connected_ = false;
  bool ended_ = false;  // close_notify came
  std::string error_;
  std::string received_;
};

}  // namespace test
