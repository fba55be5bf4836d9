// engineio/options.hpp - everything a Server can be told, with the reference's defaults.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engineio/http.hpp"

namespace engineio {

/// CORS, as the npm `cors` middleware does it: a foreign origin is still served, the browser blocks it.
/// Protocol: contract "Headers, cookie, CORS".
struct CorsOptions {
  /// Nothing: no CORS headers at all, OPTIONS is an ordinary request. The answer for a request's Origin
  /// (may be "" when it sent none): the Access-Control-Allow-Origin value, or nothing to omit the header.
  std::function<std::optional<std::string>(std::string_view origin)> allow_origin;
  /// Adds "Vary: Origin". False only when allow_origin always gives "*".
  bool vary_origin = true;
  bool credentials = false;
  std::string methods = "GET,HEAD,PUT,PATCH,POST,DELETE";
  std::string allowed_headers;  ///< empty: reflects Access-Control-Request-Headers
  std::string exposed_headers;
  std::optional<std::chrono::seconds> max_age;

  bool enabled() const { return static_cast<bool>(allow_origin); }
  /// "Access-Control-Allow-Origin: *" for everybody.
  static CorsOptions any();
  /// Reflects the listed origins (exact, without case, one trailing '/' ignored); "*" in the list reflects
  /// every origin.
  static CorsOptions list(const std::vector<std::string>& origins);
};

/// Set-Cookie on the polling handshake. Off by default.
struct CookieOptions {
  std::string name = "io";
  std::string path = "/";
  bool http_only = true;
  bool secure = false;
  std::string same_site = "lax";  ///< "lax", "strict", "none" or "" for no attribute
  std::optional<std::chrono::seconds> max_age;
};

/// The verdict of allow_request: nothing = allowed, else the text the client is told (403).
using AllowRequestReply = std::function<void(std::optional<std::string> refusal)>;

struct Options {
  std::string path = "/engine.io";  ///< one trailing '/' is stripped
  bool add_trailing_slash = true;   ///< serve path + "/"; false: serve `path` itself
  std::chrono::milliseconds ping_interval{25'000};
  std::chrono::milliseconds ping_timeout{20'000};
  std::chrono::milliseconds upgrade_timeout{10'000};
  /// Largest POST body and largest WebSocket message, announced as maxPayload.
  std::size_t max_http_buffer_size = 1'000'000;
  bool polling = true;         ///< transport listed
  bool websocket = true;       ///< transport listed
  bool allow_upgrades = true;  ///< false: `upgrades` is empty and an upgrade is refused (400, code 3)
  /// Also serves the protocol before this one (EIO=3: socket.io-client 1.x and 2.x), and JSONP polling (the
  /// query parameter `j`, which both protocols know and which passes by CORS). Off: EIO=3 is refused with
  /// code 5, and `j` is ignored.
  bool allow_eio3 = false;
  /// Asked for handshakes only; may answer later, once, on the hub thread. Empty: everybody.
  std::function<void(const HttpRequest&, AllowRequestReply)> allow_request;
  CorsOptions cors = {};
  std::optional<CookieOptions> cookie;
  /// Text of a message packet sent right behind the handshake. Nothing: none.
  std::optional<std::string> initial_packet;
  /// Poll responses of at least this many bytes are gzip- or deflate-compressed when the client accepts it;
  /// nothing switches compression off.
  std::optional<std::size_t> http_compression_threshold = 1024;
  /// A WebSocket upgrade for a foreign path is dropped after this time; zero: answered 404 at once.
  std::chrono::milliseconds destroy_upgrade_timeout{1'000};

  // Bounds that the reference does not have.
  std::size_t max_packets_per_payload = 1'000;
  /// Bytes queued for one session, on the wire and in front of it; above it the session is closed with
  /// "transport error" (a reader that does not read).
  std::size_t max_buffered_bytes = 4 * 1024 * 1024;
  std::size_t max_sessions = 100'000;  ///< more handshakes are refused: 503
};

}  // namespace engineio
