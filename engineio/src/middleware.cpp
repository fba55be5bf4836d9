#include "engineio/middleware.hpp"

#include <utility>

namespace engineio {

HttpNext::HttpNext(HttpNext&& other) noexcept
    : decide_(std::exchange(other.decide_, nullptr)), headers_(std::move(other.headers_)) {}

HttpNext& HttpNext::operator=(HttpNext&& other) noexcept {
  std::swap(decide_, other.decide_);
  std::swap(headers_, other.headers_);
  return *this;
}

HttpNext::~HttpNext() { fail("the middleware dropped the request"); }

HttpNext& HttpNext::add_header(std::string name, std::string value) {
  headers_.push_back({std::move(name), std::move(value)});
  return *this;
}

void HttpNext::operator()() { decide({}, {}); }

void HttpNext::fail(std::string detail) { decide(std::move(detail), {}); }

void HttpNext::respond(HttpResponse response) { decide({}, std::move(response)); }

void HttpNext::decide(std::optional<std::string> failure, std::optional<HttpResponse> response) {
  const auto decide = std::exchange(decide_, nullptr);
  if (decide) decide({std::move(headers_), std::move(failure), std::move(response)});
}

}  // namespace engineio
