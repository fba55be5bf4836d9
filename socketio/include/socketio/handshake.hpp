// socketio/handshake.hpp - what a socket's client said when it connected.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engineio/handshake.hpp"
#include "socketio/json.hpp"

namespace socketio {

/// Facts of the first HTTP request and of the CONNECT packet. Lifetime: as the Socket.
class Handshake {
 public:
  /// Made by the library. `engine` must outlive it.
  Handshake(const engineio::Handshake& engine, std::string auth) : engine_(&engine), auth_(std::move(auth)) {}

  /// The CONNECT payload: an object, {} when there was none.
  RawJson auth() const { return RawJson::trusted(auth_); }
  /// Value of a header of the first request, "" when absent.
  std::string_view header(std::string_view name) const { return engine_->header(name); }
  /// All headers of the first request, as they came.
  std::vector<engineio::HttpHeaderView> headers() const { return engine_->headers(); }
  /// Decoded query of the first request.
  engineio::Query query() const { return engine_->query(); }
  /// Raw target of the first request: "/socket.io/?EIO=4".
  std::string_view url() const { return engine_->target(); }
  /// Textual IP of the client: the TCP peer's, or what proxies in engineio::Options::trusted_proxies say.
  std::string_view address() const { return engine_->client_address(); }
  /// The first request came over TLS, to this server or to a trusted proxy.
  bool secure() const { return engine_->secure(); }
  /// An Origin header was sent.
  bool xdomain() const { return engine_->find_header("origin").has_value(); }
  /// When the session was created, in milliseconds since the Unix epoch.
  std::int64_t issued_unix_ms() const { return engine_->issued_unix_ms(); }
  /// All of the first request.
  const engineio::Handshake& engine() const { return *engine_; }

 private:
  const engineio::Handshake* engine_;
  std::string auth_;
};

/// Writes the object that the reference gives its applications: headers (names in lower case), time, address,
/// xdomain, secure, issued, url, query, auth. Beware of sending it: with connection state recovery auth has
/// the client's secret, and headers may have cookies.
void to_json(JsonWriter& out, const Handshake& handshake);

}  // namespace socketio
