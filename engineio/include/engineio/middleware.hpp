// engineio/middleware.hpp - code of the application in front of Engine.IO: rate limits, passwords, headers.
//
// Middlewares run in the order of Server::use(), for every complete HTTP request and every WebSocket upgrade
// of Options::path, the preflights that CORS answers excepted. Each ends with one call on its HttpNext, at
// once or later.
//
// Protocol: contract "Options and defaults" (use) and "Verification order and errors".
// Thread: hub.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engineio/http.hpp"

namespace engineio {

/// How one middleware ends. Move-only; may be kept and used later on the hub thread. Only the first of
/// next(), fail() and respond() counts. Does nothing when the connection, the wait of
/// Options::application_timeout or the server is over. Destroyed unused it fails the request.
class HttpNext {
 public:
  /// What was decided.
  struct Verdict {
    std::vector<HttpHeader> headers;       ///< of add_header()
    std::optional<std::string> failure;    ///< of fail()
    std::optional<HttpResponse> response;  ///< of respond(); with neither it goes on
  };
  /// Made by the server. `decide` is called once.
  explicit HttpNext(std::function<void(Verdict)> decide) : decide_(std::move(decide)) {}
  HttpNext(HttpNext&& other) noexcept;
  HttpNext& operator=(HttpNext&& other) noexcept;
  ~HttpNext();

  /// Adds a header to whatever answers this request: a poll, a refusal, a 101. @return *this.
  HttpNext& add_header(std::string name, std::string value);
  /// Goes on: to the next middleware, then to Engine.IO.
  void operator()();
  /// Refuses with 400, code 3 (MIDDLEWARE_FAILURE). `detail` is for Server::on_connection_error(); the client
  /// does not see it.
  void fail(std::string detail = {});
  /// Answers instead of Engine.IO, for example 401 or 429. For an upgrade request this is the refusal, and
  /// the connection is closed after it.
  void respond(HttpResponse response);

 private:
  void decide(std::optional<std::string> failure, std::optional<HttpResponse> response);

  std::function<void(Verdict)> decide_;  // empty once used
  std::vector<HttpHeader> headers_;
};

/// The request is valid during the call; a copy of it is cheap. An exception fails the request.
using HttpMiddleware = std::function<void(const HttpRequest&, HttpNext)>;

}  // namespace engineio
