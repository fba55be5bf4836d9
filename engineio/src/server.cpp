#include "engineio/server.hpp"

#include <stdexcept>
#include <utility>

#include "live_session.hpp"
#include "options_check.hpp"
#include "server_core.hpp"

namespace engineio {
Server::Server(Options options, base::Timers& timers, Wire& wire, SessionFactory factory) {
  check_options(options);
  if (!factory) throw std::invalid_argument("engineio::Server: no session factory");
  core_ = std::make_unique<Core>(std::move(options), timers, wire, std::move(factory));
}

Server::~Server() = default;

WireListener& Server::listener() { return *core_; }

const Options& Server::options() const { return core_->engine.options; }

void Server::use(HttpMiddleware middleware) {
  if (!middleware) throw std::invalid_argument("engineio::Server::use: no middleware");
  core_->middlewares.push_back(std::move(middleware));
}

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

const ServerStatistics& Server::statistics() const { return core_->engine.statistics; }
std::string Server::client_address(const HttpRequest& request) const {
  return address_text(client_of(options().trusted_proxies, request), request);
}

void Server::stop_accepting() { core_->accepting = false; }

void Server::drain(std::chrono::milliseconds duration, std::function<void()> on_drained) {
  core_->engine.thread.assert_here();
  if (core_->drain) return;
  if (duration.count() < 0) throw std::invalid_argument("engineio::Server::drain: negative duration");
  core_->accepting = false;
  core_->engine.going_away = true;
  core_->drain.emplace(core_->engine.timers, core_->engine.sessions, duration, std::move(on_drained));
}

bool Server::draining() const { return core_->drain.has_value(); }

void Server::close() { core_->close(); }

}  // namespace engineio
