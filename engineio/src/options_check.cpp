#include "options_check.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <string>

#include "base/utf8.hpp"
#include "cookie.hpp"
#include "engineio/codec.hpp"

namespace engineio {
namespace {

using std::chrono::milliseconds;

void require(bool condition, std::string_view what) {
  if (!condition) throw std::invalid_argument("engineio::Options: " + std::string(what));
}

void require_positive(milliseconds time, std::string_view name) {
  require(time > milliseconds::zero(), std::string(name) + " must be positive");
}

void require_positive(std::size_t size, std::string_view name) {
  require(size > 0, std::string(name) + " must be positive");
}

bool is_token(std::string_view name) {
  const auto legal = [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), legal);
}

void check(const CorsOptions& cors) {
  require(cors.options_success_status >= 200 && cors.options_success_status <= 299,
          "cors.options_success_status must be 200 to 299");
  require(!cors.max_age || cors.max_age->count() >= 0, "cors.max_age is negative");
  require(!cors.strict || cors.enabled(), "cors.strict needs cors.allow_origin");
}

void check_initial_packet(std::string_view text) {
  require(base::is_utf8(text), "initial_packet must be UTF-8");
  require(text.find(record_separator) == std::string_view::npos, "initial_packet must not contain 0x1e");
}

}  // namespace

void check_options(const Options& options) {
  require(options.path.starts_with('/'), "path must begin with '/'");
  require(options.path != "/" || options.add_trailing_slash, "path '/' needs its slash");
  require(options.polling || options.websocket, "no transport is listed");
  require_positive(options.ping_interval, "ping_interval");
  require_positive(options.ping_timeout, "ping_timeout");
  require_positive(options.upgrade_timeout, "upgrade_timeout");
  require_positive(options.application_timeout, "application_timeout");
  require(options.destroy_upgrade_timeout >= milliseconds::zero(), "destroy_upgrade_timeout is negative");
  require_positive(options.max_http_buffer_size, "max_http_buffer_size");
  require_positive(options.max_packets_per_payload, "max_packets_per_payload");
  require_positive(options.max_buffered_bytes, "max_buffered_bytes");
  require(options.high_water_mark <= options.max_buffered_bytes,
          "high_water_mark must not be above max_buffered_bytes");
  require_positive(options.max_sessions, "max_sessions");
  require(options.handshake_rate > 0 && options.handshake_rate <= 1e9, "handshake_rate must be above 0");
  require(is_token(options.trusted_proxies.header), "trusted_proxies.header must be the name of a header");
  require_positive(options.max_waiting_requests, "max_waiting_requests");
  check(options.cors);
  if (options.cookie) require(fault_of(*options.cookie).empty(), fault_of(*options.cookie));
  if (options.initial_packet) check_initial_packet(*options.initial_packet);
}

}  // namespace engineio
