// engineio/tls.hpp - TLS on the port of a Network: which certificate, which versions.
//
// Set NetworkOptions::tls and every connection of that network speaks TLS 1.2 or 1.3 (ALPN: "http/1.1");
// requests have HttpRequest::secure. The handshake counts as part of NetworkOptions::header_timeout. A client
// that speaks plain HTTP to the port is told so with a plain 400.
// Only suites with forward secrecy and authenticated encryption; no compression, no renegotiation, no early
// data. Sessions are resumed by tickets, whose keys live as long as the certificate is in use.
//
// Files are read by the constructor of Network and by Network::reload_tls(), at no other time.
// Thread: any (values).
#pragma once

#include <chrono>
#include <string>

namespace engineio {

/// A version of the protocol.
enum class TlsVersion { tls1_2, tls1_3 };

/// Where the certificate and its key are, and how old a client may be.
struct TlsOptions {
  std::string certificate_file;  ///< PEM: the server's certificate, then those between it and the root
  std::string key_file;          ///< PEM: the private key of the first of them, not encrypted
  TlsVersion min_version = TlsVersion::tls1_2;  ///< older clients are refused with an alert
};

/// What clients are shown; nothing secret.
struct TlsCertificate {
  std::string subject;                            ///< "CN=example.org"
  std::chrono::system_clock::time_point expires;  ///< not valid from here on
};

}  // namespace engineio
