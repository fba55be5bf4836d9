#include "engineio/server.hpp"

#include <stdexcept>
#include <utility>

#include "base/utf8.hpp"
#include "engineio/codec.hpp"
#include "live_session.hpp"
#include "server_core.hpp"

namespace engineio {
namespace {

void require(bool condition, const char* what) {
  if (!condition) throw std::invalid_argument(std::string("engineio::Options: ") + what);
}

bool is_token(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  for (const char c : text) {
    const bool letter_or_digit = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (!letter_or_digit && others.find(c) == std::string_view::npos) return false;
  }
  return !text.empty();
}

/// No control bytes, and nothing that would end the attribute or the header.
bool is_attribute_value(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == ';') return false;
  }
  return true;
}

void validate(const CookieOptions& cookie) {
  require(is_token(cookie.name), "cookie.name must be a token");
  require(is_attribute_value(cookie.path), "cookie.path has illegal characters");
  const auto& same_site = cookie.same_site;
  require(same_site.empty() || same_site == "lax" || same_site == "strict" || same_site == "none",
          "cookie.same_site must be lax, strict, none or empty");
}

void validate(const Options& options) {
  using std::chrono::milliseconds;
  require(options.path.starts_with('/'), "path must begin with '/'");
  require(options.path != "/" || options.add_trailing_slash, "path '/' needs its slash");
  require(options.polling || options.websocket, "no transport is listed");
  require(options.ping_interval > milliseconds::zero(), "ping_interval must be positive");
  require(options.ping_timeout > milliseconds::zero(), "ping_timeout must be positive");
  require(options.upgrade_timeout > milliseconds::zero(), "upgrade_timeout must be positive");
  require(options.destroy_upgrade_timeout >= milliseconds::zero(), "destroy_upgrade_timeout is negative");
  require(options.max_http_buffer_size > 0, "max_http_buffer_size must be positive");
  require(options.max_packets_per_payload > 0, "max_packets_per_payload must be positive");
  require(options.max_buffered_bytes > 0, "max_buffered_bytes must be positive");
  require(options.max_sessions > 0, "max_sessions must be positive");
  if (options.cookie) validate(*options.cookie);
  if (!options.initial_packet) return;
  require(base::is_utf8(*options.initial_packet), "initial_packet must be UTF-8");
  require(options.initial_packet->find(record_separator) == std::string::npos,
          "initial_packet must not contain 0x1e");
}

}  // namespace

Server::Server(Options options, base::Timers& timers, Wire& wire, SessionFactory factory) {
  validate(options);
  if (!factory) throw std::invalid_argument("engineio::Server: no session factory");
  core_ = std::make_unique<Core>(std::move(options), timers, wire, std::move(factory));
}

Server::~Server() = default;

WireListener& Server::listener() { return *core_; }

const Options& Server::options() const { return core_->engine.options; }

void Server::on_http(HttpHandler handler) { core_->on_http = std::move(handler); }

void Server::serve_file(std::string name, StaticFile file) {
  core_->files.add(std::move(name), std::move(file));
}

void Server::on_connection_error(std::function<void(const ConnectionError&)> listener) {
  core_->on_connection_error = std::move(listener);
}

void Server::on_initial_headers(std::function<void(std::vector<HttpHeader>&, const HttpRequest&)> listener) {
  core_->engine.on_initial_headers = std::move(listener);
}

void Server::on_headers(std::function<void(std::vector<HttpHeader>&, const HttpRequest&)> listener) {
  core_->engine.on_headers = std::move(listener);
}

Session* Server::find(std::string_view sid) { return core_->engine.sessions.find(sid); }

std::size_t Server::sessions() const { return core_->engine.sessions.size(); }

void Server::stop_accepting() { core_->accepting = false; }

void Server::close() { core_->close(); }

}  // namespace engineio
