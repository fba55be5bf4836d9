#include "engine.hpp"

#include <utility>

#include "cors.hpp"

namespace engineio {

Engine::Engine(Options options_in, base::Timers& timers_in, Wire& wire_in)
    : options(std::move(options_in)),
      timers(timers_in),
      wire(wire_in),
      address_limits(options),
      sessions(timers_in) {}

std::vector<HttpHeader> Engine::headers_for(const HttpRequest& request) const {
  std::vector<HttpHeader> headers;
  append_answer_headers(headers, options.cors, request);
  if (on_headers) on_headers(headers, request);
  return headers;
}

std::vector<HttpHeader> Engine::first_headers_for(const HttpRequest& request, std::string cookie) const {
  std::vector<HttpHeader> headers;
  append_answer_headers(headers, options.cors, request);
  if (!cookie.empty()) headers.push_back({"Set-Cookie", std::move(cookie)});
  if (on_initial_headers) on_initial_headers(headers, request);
  if (on_headers) on_headers(headers, request);
  return headers;
}

}  // namespace engineio
