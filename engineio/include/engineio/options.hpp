// engineio/options.hpp - everything a Server can be told, with the reference's defaults.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engineio/http.hpp"
#include "engineio/trusted_proxies.hpp"

namespace engineio {

/// CORS, as the npm `cors` middleware does it: a foreign origin is still served, the browser blocks it.
///
/// It decides at once. Who must ask somebody about an origin leaves this off and answers in a middleware
/// (Server::use()). WebSockets know no CORS: there only `strict` keeps a foreign page out.
/// Protocol: contract "Headers, cookie, CORS".
struct CorsOptions {
  /// Nothing: no CORS headers at all, OPTIONS is an ordinary request. The answer for a request's Origin
  /// (may be "" when it sent none): the Access-Control-Allow-Origin value, or nothing to omit the header.
  std::function<std::optional<std::string>(std::string_view origin)> allow_origin;
  /// Adds "Vary: Origin". False only when allow_origin always gives "*".
  bool vary_origin = true;
  bool credentials = false;                                ///< "Access-Control-Allow-Credentials: true"
  std::string methods = "GET,HEAD,PUT,PATCH,POST,DELETE";  ///< Access-Control-Allow-Methods of a preflight
  std::string allowed_headers;                             ///< empty: reflects Access-Control-Request-Headers
  std::string exposed_headers;                             ///< Access-Control-Expose-Headers; empty: none
  std::optional<std::chrono::seconds> max_age;  ///< how long a browser may keep the answer to a preflight
  /// Status of the answer to a preflight, 200 to 299. Some old browsers want 200.
  int options_success_status = 204;
  /// The preflight gets its headers, and then goes on to middlewares and engine like any request (which
  /// refuses it with code 2 if no middleware answers).
  bool preflight_continue = false;
  /// Refuses requests (403, code 4) and WebSockets (400) of origins that are not allowed. Requests without
  /// Origin (no browser) pass. A page of the server's own host is an origin like others: list it, too.
  bool strict = false;

  /// Whether any CORS header is sent.
  bool enabled() const { return static_cast<bool>(allow_origin); }
  /// "Access-Control-Allow-Origin: *" for everybody.
  static CorsOptions any();
  /// The same value for everybody; only that origin's pages may use it.
  static CorsOptions fixed(std::string origin);
  /// Reflects the listed origins (exact, without case, one trailing '/' ignored); "*" in the list reflects
  /// every origin.
  static CorsOptions list(const std::vector<std::string>& origins);
  /// Reflects the origins for which the predicate holds.
  static CorsOptions matching(std::function<bool(std::string_view origin)> predicate);
};

/// Set-Cookie with the session's id on the polling handshake, for load balancers. Off by default. A session
/// that begins as a WebSocket gets none.
/// Protocol: RFC 6265 and its successor; attributes in the order of the npm `cookie` package.
struct CookieOptions {
  std::string name = "io";                      ///< a token
  std::string path = "/";                       ///< "" for no attribute
  bool http_only = true;                        ///< pages cannot read it
  bool secure = false;                          ///< same_site "none" and `partitioned` need it
  std::string same_site = "lax";                ///< "lax", "strict", "none" or "" for no attribute
  std::optional<std::chrono::seconds> max_age;  ///< nothing: until the browser ends
  std::string domain = {};                      ///< "" for no attribute
  std::optional<std::chrono::system_clock::time_point> expires = {};  ///< to the second
  bool partitioned = false;   ///< one jar for each site that embeds the page (CHIPS)
  std::string priority = {};  ///< "low", "medium", "high" or "" for no attribute
};

/// The verdict of allow_request: nothing = allowed, else the text the client is told (403).
using AllowRequestReply = std::function<void(std::optional<std::string> refusal)>;
/// The answer of generate_id: the new session's id, or nothing when none could be made.
using GenerateIdReply = std::function<void(std::optional<std::string> id)>;

/// For a Server; checked by its constructor.
struct Options {
  std::string path = "/engine.io";                    ///< one trailing '/' is stripped
  bool add_trailing_slash = true;                     ///< serve path + "/"; false: serve `path` itself
  std::chrono::milliseconds ping_interval{25'000};    ///< how often clients are asked for a sign of life
  std::chrono::milliseconds ping_timeout{20'000};     ///< how long a client may take to give it
  std::chrono::milliseconds upgrade_timeout{10'000};  ///< to finish a change from polling to WebSocket
  std::size_t max_http_buffer_size =
      1'000'000;               ///< largest POST body and WebSocket message, sent as maxPayload
  bool polling = true;         ///< transport listed
  bool websocket = true;       ///< transport listed
  bool allow_upgrades = true;  ///< false: `upgrades` is empty and an upgrade is refused (400, code 3)
  /// Also serves the protocol before this one (EIO=3: socket.io-client 1.x and 2.x), and JSONP polling (the
  /// query parameter `j`, which both protocols know and which passes by CORS). Off: EIO=3 is refused with
  /// code 5, and `j` is ignored.
  bool allow_eio3 = false;
  /// Asked for handshakes only; may answer later, once, on the hub thread. Empty: everybody. The request is
  /// valid during the call; a copy of it is cheap. An exception refuses.
  std::function<void(const HttpRequest&, AllowRequestReply)> allow_request;
  /// Makes the id of a new session, once everything else agrees; may answer later, once, on the hub thread.
  /// 1 to 128 of A-Z a-z 0-9 - _, unknown so far and not to be guessed: who knows it is that client. Anything
  /// else, and an exception, refuses the handshake (400, code 3, ID_GENERATION_ERROR). Empty: 20 characters
  /// from the system's random numbers.
  std::function<void(const HttpRequest&, GenerateIdReply)> generate_id;
  CorsOptions cors = {};                ///< which pages may read answers
  std::optional<CookieOptions> cookie;  ///< nothing: no cookie is set
  /// Text of a message packet sent right behind the handshake. Nothing: none.
  std::optional<std::string> initial_packet;
  /// Poll responses of at least this many bytes are gzip- or deflate-compressed when the client accepts it;
  /// nothing switches compression off.
  std::optional<std::size_t> http_compression_threshold = 1024;
  /// A WebSocket upgrade for a foreign path is dropped after destroy_upgrade_timeout, without an answer.
  /// False: it goes to Server::on_http() like any request (HttpRequest::upgrade tells), or is answered 404.
  bool destroy_upgrade = true;
  std::chrono::milliseconds destroy_upgrade_timeout{1'000};  ///< zero: answered 404 at once

  /// Proxies in front of this server, and how they name their clients. Nobody: every client is who it is
  /// connected as.
  TrustedProxies trusted_proxies = {};

  // Bounds that the reference does not have.
  std::size_t max_packets_per_payload = 1'000;  ///< of one POST; more is a parse error
  /// From this many bytes queued for one session it is not writable: volatile messages are dropped, and its
  /// handler hears on_high_water(), later on_drain(). Zero, as the reference does it: not writable while
  /// anything is queued, and no on_high_water(). At most max_buffered_bytes.
  std::size_t high_water_mark = 0;
  /// Bytes queued for one session, on the wire and in front of it; above it the session is closed with
  /// "transport error" (a reader that does not read).
  std::size_t max_buffered_bytes = 4 * 1024 * 1024;
  std::size_t max_sessions = 100'000;  ///< more handshakes are refused: 503
  /// Open sessions of one client address (of one /64 network, for IPv6); more are refused: 429 with
  /// Retry-After. Zero: as many as there are.
  std::size_t max_sessions_per_address = 0;
  /// Handshakes of one client address at once, and how many more each second; others are refused: 429 with
  /// Retry-After. Zero: as many as come.
  std::size_t handshake_burst = 0;
  double handshake_rate = 50;  ///< see handshake_burst
  /// Requests that wait for middlewares at a time; more are refused: 503.
  std::size_t max_waiting_requests = 10'000;
  /// How long a middleware, allow_request or generate_id may take; then 503.
  std::chrono::milliseconds application_timeout{30'000};
};

}  // namespace engineio
