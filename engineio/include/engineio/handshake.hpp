// engineio/handshake.hpp - immutable facts of the request that opened a session.
//
// Kept as long as the session, for every client: so it is one block of text in which a header is looked for
// when somebody asks, not a table. Thread: any (a constant value). Lifetime: owned by the Session; its views
// are valid as long as any copy of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engineio/http.hpp"

namespace engineio {

/// The request that opened a session, and when that was.
class Handshake {
 public:
  /// @param issued_unix_ms  when the session was created.
  /// @param b64             the client cannot receive binary frames.
  Handshake(const HttpRequest& request, std::int64_t issued_unix_ms, bool b64);
  /// The same for a request that trusted proxies may have passed on.
  /// @param client_address  whom they speak for, textual; the peer's own when it is nobody else.
  /// @param secure          the client's connection is TLS.
  Handshake(const HttpRequest& request, std::string_view client_address, bool secure,
            std::int64_t issued_unix_ms, bool b64);

  /// Textual IP of the TCP peer.
  std::string_view remote_address() const;
  /// Textual IP of the client: the TCP peer's, or what proxies in Options::trusted_proxies say.
  std::string_view client_address() const;
  /// Raw request target: "/socket.io/?EIO=4".
  std::string_view target() const;
  /// All headers in the order they came. Cost: one pass.
  std::vector<HttpHeaderView> headers() const;
  /// Value of the first header with that name, compared without case; nothing when absent.
  std::optional<std::string_view> find_header(std::string_view name) const;
  /// As find_header(), "" when absent.
  std::string_view header(std::string_view name) const { return find_header(name).value_or(""); }
  /// The target's query, decoded.
  Query query() const;
  /// The request came over TLS, to this server or to a trusted proxy.
  bool secure() const { return secure_; }
  /// When the session was created, in milliseconds since the Unix epoch.
  std::int64_t issued_unix_ms() const { return issued_unix_ms_; }
  /// The client cannot receive binary frames.
  bool b64() const { return b64_; }

 private:
  base::SharedBytes lines_;  // peer, client if another, target, then name and value of each header
  std::int64_t issued_unix_ms_;
  bool secure_;
  bool b64_;
};

}  // namespace engineio
