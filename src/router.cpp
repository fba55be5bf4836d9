#include "router.hpp"

#include <algorithm>
#include <array>

#include "socketio/json.hpp"

namespace roomd {
namespace {

using engineio::HttpRequest;
using engineio::HttpResponse;

constexpr std::size_t max_json_body_bytes = 100 * 1024;

struct Header {
  const char* name;
  const char* value;
};

constexpr std::array security_headers{
    Header{"Cross-Origin-Opener-Policy", "same-origin"},
    Header{"Cross-Origin-Resource-Policy", "cross-origin"},
    Header{"Origin-Agent-Cluster", "?1"},
    Header{"Referrer-Policy", "no-referrer"},
    Header{"Strict-Transport-Security", "max-age=15552000; includeSubDomains"},
    Header{"X-Content-Type-Options", "nosniff"},
    Header{"X-DNS-Prefetch-Control", "off"},
    Header{"X-Download-Options", "noopen"},
    Header{"X-Frame-Options", "SAMEORIGIN"},
    Header{"X-Permitted-Cross-Domain-Policies", "none"},
    Header{"X-XSS-Protection", "0"},
};

constexpr const char* content_policy =
    "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';"
    "frame-ancestors 'self';img-src 'self' data:;object-src 'none';script-src 'self';"
    "script-src-attr 'none';style-src 'self' https: 'unsafe-inline';upgrade-insecure-requests";
constexpr const char* error_content_policy = "default-src 'none'";

/// Error answers that express no route's opinion get the policy that allows nothing.
bool has(const HttpResponse& response, std::string_view name) {
  return std::ranges::any_of(response.headers, [=](const engineio::HttpHeader& header) {
    return engineio::equal_ignoring_case(header.name, name);
  });
}

bool is_error_page(int status) { return status == 400 || status == 404 || status == 413; }

std::string route_of(std::string_view path) {
  std::string route;
  for (const char c : path) route += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (route.ends_with('/')) route.pop_back();
  return route;
}

bool claims_json(const HttpRequest& request) {
  const std::string_view type = request.header("content-type");
  return engineio::equal_ignoring_case(type.substr(0, type.find_first_of("; \t")), "application/json");
}

/// The status that a body which nobody will read is refused with, or 0.
int refused_body(const HttpRequest& request) {
  if (request.body_too_large) return 413;
  if (request.body.empty() || !claims_json(request)) return 0;
  if (request.body.size() > max_json_body_bytes) return 413;
  const auto json = socketio::RawJson::parse(request.body.view());
  return json && (json->is_object() || json->is_array()) ? 0 : 400;
}

}  // namespace

HttpResponse json_response(int status, std::string_view json) {
  HttpResponse response;
  response.status = status;
  response.body = base::SharedBytes::copy(json);
  response.add("Content-Type", "application/json; charset=utf-8");
  return response;
}

void Router::get(std::string path, Handler handler) { routes_[std::move(path)].get = std::move(handler); }

void Router::post(std::string path, Handler handler) { routes_[std::move(path)].post = std::move(handler); }

const Router::Handler* Router::find(const HttpRequest& request) const {
  const auto found = routes_.find(route_of(request.path()));
  if (found == routes_.end()) return nullptr;
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (reads && found->second.get) return &found->second.get;
  return request.method == "POST" && found->second.post ? &found->second.post : nullptr;
}

HttpResponse Router::answer(const HttpRequest& request) const {
  HttpResponse response = request.method == "OPTIONS" ? preflight(request) : dispatch(request);
  if (!has(response, "Content-Security-Policy")) {
    response.add("Content-Security-Policy",
                 is_error_page(response.status) ? error_content_policy : content_policy);
  }
  for (const Header& header : security_headers) response.add(header.name, header.value);
  add_origin(request, response);
  return response;
}

HttpResponse Router::preflight(const HttpRequest& request) const {
  HttpResponse response;
  response.status = 204;
  response.add("Access-Control-Allow-Methods", cors_.methods);
  const std::string_view asked = request.header("access-control-request-headers");
  if (!asked.empty()) response.add("Access-Control-Allow-Headers", std::string(asked));
  return response.add("Vary", "Origin, Access-Control-Request-Headers");
}

HttpResponse Router::dispatch(const HttpRequest& request) const {
  HttpResponse response;
  const Handler* const handler = find(request);
  if (const int status = refused_body(request)) {
    response = json_response(
        status, status == 400 ? R"({"error":"Bad Request"})" : R"({"error":"Payload Too Large"})");
  } else if (handler == nullptr) {
    response = json_response(404, R"({"error":"Not Found"})");
  } else {
    response = (*handler)(request);
  }
  return response.add("Vary", "Origin, Accept-Encoding");
}

void Router::add_origin(const HttpRequest& request, HttpResponse& response) const {
  if (!cors_.enabled()) return;
  if (auto origin = cors_.allow_origin(request.header("origin"))) {
    response.add("Access-Control-Allow-Origin", std::move(*origin));
  }
  if (cors_.credentials) response.add("Access-Control-Allow-Credentials", "true");
}

}  // namespace roomd
