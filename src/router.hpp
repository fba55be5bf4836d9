// router.hpp - plain HTTP requests to the functions that answer them.
//
// Adds to every answer what a page of another origin and a security scanner expect: CORS and the headers of
// `security_headers`. Knows no route itself.
//
// Thread:   hub.
// Lifetime: keep it as long as the server that calls it.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "engineio/http.hpp"
#include "engineio/options.hpp"

namespace roomd {

/// An answer with this JSON text and its Content-Type.
engineio::HttpResponse json_response(int status, std::string_view json);

class Router {
 public:
  using Handler = std::function<engineio::HttpResponse(const engineio::HttpRequest&)>;

  explicit Router(engineio::CorsOptions cors) : cors_(std::move(cors)) {}

  /// Answers GET and HEAD of `path` (lower case, no trailing '/'; "" is the root). Requests are matched
  /// without case, query and one trailing '/'. A Content-Security-Policy of the handler stands.
  void get(std::string path, Handler handler);
  /// The same for POST.
  void post(std::string path, Handler handler);

  /// OPTIONS: 204 for every path. A JSON body that cannot be read: 400 or 413. No such route: 404.
  engineio::HttpResponse answer(const engineio::HttpRequest& request) const;

 private:
  /// The functions of one path; empty: not this method.
  struct Route {
    Handler get;
    Handler post;
  };

  const Handler* find(const engineio::HttpRequest& request) const;
  engineio::HttpResponse preflight(const engineio::HttpRequest& request) const;
  engineio::HttpResponse dispatch(const engineio::HttpRequest& request) const;
  void add_origin(const engineio::HttpRequest& request, engineio::HttpResponse& response) const;

  engineio::CorsOptions cors_;
  std::map<std::string, Route, std::less<>> routes_;
};

}  // namespace roomd
