#include "cors.hpp"

#include <algorithm>
#include <utility>

namespace engineio {
namespace {

std::string_view without_trailing_slash(std::string_view origin) {
  if (!origin.empty() && origin.back() == '/') origin.remove_suffix(1);
  return origin;
}

void append_origin(std::vector<HttpHeader>& headers, const CorsOptions& cors, const HttpRequest& request) {
  if (auto origin = cors.allow_origin(request.header("origin"))) {
    headers.push_back({"Access-Control-Allow-Origin", *std::move(origin)});
  }
  if (cors.credentials) headers.push_back({"Access-Control-Allow-Credentials", "true"});
}

void append_exposed(std::vector<HttpHeader>& headers, const CorsOptions& cors) {
  if (!cors.exposed_headers.empty()) {
    headers.push_back({"Access-Control-Expose-Headers", cors.exposed_headers});
  }
}

void append_vary(std::vector<HttpHeader>& headers, std::string_view field) {
  const auto vary = std::find_if(headers.begin(), headers.end(),
                                 [](const HttpHeader& header) { return header.name == "Vary"; });
  if (vary == headers.end()) {
    headers.push_back({"Vary", std::string(field)});
  } else {
    vary->value.append(", ").append(field);
  }
}

void append_cors_headers(std::vector<HttpHeader>& headers, const CorsOptions& cors,
                         const HttpRequest& request) {
  if (!cors.enabled()) return;
  append_origin(headers, cors, request);
  if (cors.vary_origin) append_vary(headers, "Origin");
  append_exposed(headers, cors);
}

}  // namespace

CorsOptions CorsOptions::any() {
  CorsOptions cors;
  cors.allow_origin = [](std::string_view) { return std::optional<std::string>("*"); };
  cors.vary_origin = false;
  return cors;
}

CorsOptions CorsOptions::fixed(std::string origin) {
  CorsOptions cors;
  cors.allow_origin = [origin = std::move(origin)](std::string_view) { return std::optional(origin); };
  return cors;
}

CorsOptions CorsOptions::matching(std::function<bool(std::string_view)> predicate) {
  CorsOptions cors;
  cors.allow_origin = [predicate = std::move(predicate)](std::string_view origin) {
    return !origin.empty() && predicate(origin) ? std::optional<std::string>(origin) : std::nullopt;
  };
  return cors;
}

CorsOptions CorsOptions::list(const std::vector<std::string>& origins) {
  const bool all = std::find(origins.begin(), origins.end(), "*") != origins.end();
  CorsOptions cors;
  cors.allow_origin = [origins, all](std::string_view origin) -> std::optional<std::string> {
    const bool listed = std::any_of(origins.begin(), origins.end(), [&](const std::string& entry) {
      return equal_ignoring_case(without_trailing_slash(entry), without_trailing_slash(origin));
    });
    if (origin.empty() || !(all || listed)) return std::nullopt;
    return std::string(origin);
  };
  return cors;
}

void append_answer_headers(std::vector<HttpHeader>& headers, const CorsOptions& cors,
                           const HttpRequest& request) {
  // A preflight that goes on brings its CORS headers along.
  if (!is_preflight(cors, request)) append_cors_headers(headers, cors, request);
  headers.insert(headers.end(), request.response_headers.begin(), request.response_headers.end());
}

bool is_preflight(const CorsOptions& cors, const HttpRequest& request) {
  return cors.enabled() && request.method == "OPTIONS";
}

HttpResponse preflight_response(const CorsOptions& cors, const HttpRequest& request) {
  HttpResponse response;
  response.status = cors.options_success_status;
  append_origin(response.headers, cors, request);
  if (cors.vary_origin) append_vary(response.headers, "Origin");
  response.add("Access-Control-Allow-Methods", cors.methods);
  const std::string_view asked = request.header("access-control-request-headers");
  const std::string_view allowed = cors.allowed_headers.empty() ? asked : cors.allowed_headers;
  if (cors.allowed_headers.empty()) append_vary(response.headers, "Access-Control-Request-Headers");
  if (!allowed.empty()) response.add("Access-Control-Allow-Headers", std::string(allowed));
  if (cors.max_age) response.add("Access-Control-Max-Age", std::to_string(cors.max_age->count()));
  append_exposed(response.headers, cors);
  return response;
}

}  // namespace engineio
