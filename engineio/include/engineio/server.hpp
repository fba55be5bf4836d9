// engineio/server.hpp - handshakes, the session table, request checks; everything else goes to on_http().
//
// Protocol: Engine.IO 4; the order of checks and every error body are those of the reference server.
// Thread:   hub, unless said otherwise.
// Lifetime: must be destroyed before the Timers and the Wire it was given.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/timers.hpp"
#include "engineio/connection_error.hpp"
#include "engineio/error.hpp"
#include "engineio/http.hpp"
#include "engineio/middleware.hpp"
#include "engineio/options.hpp"
#include "engineio/session.hpp"
#include "engineio/static_file.hpp"
#include "engineio/statistics.hpp"
#include "engineio/wire.hpp"

namespace engineio {

/// Makes the handler of a new session. The reference stays valid as long as the handler.
using SessionFactory = std::function<std::unique_ptr<SessionHandler>(Session&)>;

/// Answers one request that is not Engine.IO's. Move-only; may be kept and used later on the hub thread.
/// Destroyed without an answer it sends 500. Does nothing when the connection is gone.
class HttpReply {
 public:
  /// Made by the server. `head_only`: the request is HEAD.
  HttpReply(Wire& wire, ConnId connection, bool head_only)
      : wire_(&wire), connection_(connection), head_only_(head_only) {}
  HttpReply(HttpReply&& other) noexcept;
  HttpReply& operator=(HttpReply&& other) noexcept;
  ~HttpReply();
  /// Sends the response; second calls do nothing. For a HEAD request the body is left out and its
  /// Content-Length kept.
  void operator()(HttpResponse response);

 private:
  Wire* wire_;
  ConnId connection_;
  bool head_only_;
};

/// Answers requests that are not Engine.IO's, now or later. The request may be copied.
using HttpHandler = std::function<void(const HttpRequest&, HttpReply)>;

/// Engine.IO over a Wire: makes sessions and answers everything that is asked below its path.
class Server {
 public:
  /// Throws std::invalid_argument for options out of range (empty path, zero intervals, ...).
  Server(Options options, base::Timers& timers, Wire& wire, SessionFactory factory);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// What the network must be given (Network::listen). Same lifetime as the server.
  WireListener& listener();

  /// As given to the constructor.
  const Options& options() const;
  /// Adds a middleware behind those already there; see middleware.hpp. Requests that are under way may still
  /// meet it. Throws std::invalid_argument for an empty one.
  void use(HttpMiddleware middleware);
  /// Requests outside Options::path. Default: 404 with an empty body.
  void on_http(HttpHandler handler);
  /// Answers GET and HEAD of Options::path + '/' + `name` with the file, CORS headers included; other
  /// methods: 405. A second file of that name replaces the first. Throws std::invalid_argument for a name
  /// that is empty or cannot stand in a target as it is, a file without content, and a malformed ETag.
  void serve_file(std::string name, StaticFile file);
  /// Called for every request that is refused with one of the codes of Errc, before the answer is sent.
  void on_connection_error(std::function<void(const ConnectionError&)> listener);
  /// May add headers to the first response of a session (polling handshake or 101).
  void on_initial_headers(std::function<void(std::vector<HttpHeader>&, const HttpRequest&)> listener);
  /// May add headers to each HTTP response of a session, the 101 included.
  void on_headers(std::function<void(std::vector<HttpHeader>&, const HttpRequest&)> listener);

  /// The session with that id, or null. The pointer is good for this turn only.
  Session* find(std::string_view sid);
  /// Open sessions.
  std::size_t sessions() const;
  /// What it counted so far. Same lifetime as the server.
  const ServerStatistics& statistics() const;
  /// Textual IP of the client that sent the request: the TCP peer's, or what Options::trusted_proxies say.
  /// For sessions it is in their Handshake.
  std::string client_address(const HttpRequest& request) const;
  /// Refuses new handshakes with 503 from now on; open sessions go on.
  void stop_accepting();
  /// For a stop that nobody notices much: refuses new handshakes with 503 and Retry-After, and closes the
  /// open sessions one after the other (forced_close, WebSockets with 1001) until `duration` is over, so that
  /// their clients do not all come back in the same moment. Few sessions take less, 25 ms each. Then calls
  /// `on_drained`, never from inside this call; sessions over polling may still wait for their client's next
  /// poll then, close() ends them. Requests are still answered. Second calls do nothing. Throws
  /// std::invalid_argument for a negative duration.
  void drain(std::chrono::milliseconds duration, std::function<void()> on_drained = {});
  /// True once drain() was called.
  bool draining() const;
  /// Discards every session (forced_close); polls are answered "1". Requests are still answered.
  void close();

 private:
  struct Core;
  std::unique_ptr<Core> core_;
};

}  // namespace engineio
