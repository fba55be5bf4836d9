#include "health_check.hpp"

#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <csignal>
#include <ctime>
#include <memory>
#include <string_view>
#include <utility>

namespace roomd {
namespace {

constexpr std::time_t patience_s = 3;
constexpr unsigned nap_ms = 20;

struct FreeChain {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};
using Stream = std::unique_ptr<BIO, FreeChain>;

/// Where a server that listens on `host` can be reached from its own machine.
std::string reachable(const std::string& host) {
  if (host == "0.0.0.0") return "127.0.0.1";
  if (host == "::") return "[::1]";
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

Stream connect(const std::string& address, std::time_t deadline) {
  Stream stream(BIO_new_connect(address.c_str()));
  if (!stream) return nullptr;
  BIO_set_nbio(stream.get(), 1);
  const auto left = static_cast<int>(deadline - std::time(nullptr));
  return BIO_do_connect_retry(stream.get(), left, nap_ms) == 1 ? std::move(stream) : nullptr;
}

/// Whether to try again what just failed: there was nothing to read or no room to write, and now there is.
bool again(BIO* stream, std::time_t deadline) {
  return BIO_should_retry(stream) && BIO_wait(stream, deadline, nap_ms) == 1;
}

/// TLS over a connection. @return nullptr when the other side does not speak it.
Stream secure(Stream connection, std::time_t deadline) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  SSL_CTX_free);
  if (!context) return nullptr;
  // The certificate is for the site's name, and this asks the machine that it runs on.
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  constexpr int as_client = 1;
  Stream stream(BIO_new_ssl(context.get(), as_client));
  if (!stream) return nullptr;
  BIO_push(stream.get(), connection.release());
  while (BIO_do_handshake(stream.get()) != 1) {
    if (!again(stream.get(), deadline)) return nullptr;
  }
  return stream;
}

bool send(BIO* stream, std::string_view text, std::time_t deadline) {
  while (!text.empty()) {
    const int sent = BIO_write(stream, text.data(), static_cast<int>(text.size()));
    if (sent > 0) {
      text.remove_prefix(static_cast<std::size_t>(sent));
    } else if (!again(stream, deadline)) {
      return false;
    }
  }
  return true;
}

/// The first line, as far as it came in time.
std::string read_line(BIO* stream, std::time_t deadline) {
  constexpr std::size_t longest = 200;
  std::string line;
  while (line.size() < longest && line.find('\r') == std::string::npos) {
    char piece[longest];
    const int size = BIO_read(stream, piece, sizeof piece);
    if (size > 0) {
      line.append(piece, static_cast<std::size_t>(size));
    } else if (!again(stream, deadline)) {
      break;
    }
  }
  return line.substr(0, line.find('\r'));
}

}  // namespace

std::string check_health(const Settings& settings) {
  // Who hangs up on us is told of, and does not end us.
  std::signal(SIGPIPE, SIG_IGN);
  const std::string address = reachable(settings.network.host) + ":" + std::to_string(settings.network.port);
  const std::time_t deadline = std::time(nullptr) + patience_s;
  Stream stream = connect(address, deadline);
  if (!stream) return "nobody listens on " + address;
  const bool tls = !settings.tls.certificate_file.empty();
  if (tls) stream = secure(std::move(stream), deadline);
  if (!stream) return "no TLS from " + address;
  const std::string request = "GET /health HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n\r\n";
  if (!send(stream.get(), request, deadline)) return "no answer from " + address;
  const std::string line = read_line(stream.get(), deadline);
  if (line.starts_with("HTTP/1.1 200 ")) return {};
  return line.empty() ? "no answer from " + address : address + " answered " + line;
}

}  // namespace roomd
