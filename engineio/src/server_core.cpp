#include "server_core.hpp"

#include <utility>

#include "base/log.hpp"
#include "base/random_id.hpp"
#include "cors.hpp"
#include "live_session.hpp"

namespace engineio {
namespace {

std::string prefix_of(const Options& options) {
  std::string prefix = options.path;
  if (prefix.back() == '/') prefix.pop_back();
  if (options.add_trailing_slash) prefix += '/';
  return prefix;
}

/// RFC 9110, 7.8: other protocols that a client offers to switch to are ignored.
bool wants_websocket(const HttpRequest& request) {
  return request.upgrade != HttpRequest::Upgrade::none &&
         equal_ignoring_case(request.header("upgrade"), "websocket");
}

bool wants_upgrade(const HttpRequest& request) { return request.upgrade != HttpRequest::Upgrade::none; }

HttpResponse status_only(int status) {
  HttpResponse response;
  response.status = status;
  return response;
}

}  // namespace

Server::Core::Core(Options options, base::Timers& timers, Wire& wire, SessionFactory factory_in)
    : engine(std::move(options), timers, wire),
      prefix(prefix_of(engine.options)),
      factory(std::move(factory_in)),
      self(std::make_shared<Core*>(this)) {
  // OpenSSL sets its generator up at the first use: not while the first client waits.
  static_cast<void>(base::random_id());
}

bool Server::Core::serves(std::string_view target) const {
  if (!target.starts_with(prefix)) return false;
  if (engine.options.add_trailing_slash || target.size() == prefix.size()) return true;
  return target[prefix.size()] == '?' || target[prefix.size()] == '/';
}

StaticFiles::Entry* Server::Core::file_of(const HttpRequest& request) {
  if (wants_upgrade(request)) return nullptr;
  std::string_view rest = request.target.substr(prefix.size());
  if (!engine.options.add_trailing_slash && rest.starts_with('/')) rest.remove_prefix(1);
  return files.find(rest.substr(0, rest.find('?')));
}

void Server::Core::on_request_head(ConnId connection, const HttpRequest& head) {
  engine.thread.assert_here();
  if (!serves(head.target) || file_of(head) != nullptr) return;
  const Query query(head.query_string());
  const RequestFacts facts(query);
  LiveSession* session = engine.sessions.find(facts.sid);
  // Whatever is wrong with the request is answered once it is complete.
  if (session == nullptr || check_request(engine.options, head, facts)) return;
  if (check_session_request(head, facts, *session)) return;
  session->on_request_head(connection, head);
}

void Server::Core::on_request(ConnId connection, HttpRequest request) {
  engine.thread.assert_here();
  if (!serves(request.target)) return on_foreign_request(connection, request);
  if (request.method == "OPTIONS" && engine.options.cors.enabled()) {
    return engine.wire.respond(connection, preflight_response(engine.options.cors, request));
  }
  if (StaticFiles::Entry* file = file_of(request)) {
    return respond(connection, request, file_response(*file, request, engine.compressor));
  }
  const Query query(request.query_string());
  const RequestFacts facts(query);
  if (const auto objection = check_request(engine.options, request, facts)) {
    return refuse(connection, request, *objection);
  }
  if (facts.sid.empty()) return on_handshake(connection, request, facts);
  on_session_request(connection, request, facts);
}

void Server::Core::on_session_request(ConnId connection, const HttpRequest& request,
                                      const RequestFacts& facts) {
  LiveSession* session = engine.sessions.find(facts.sid);
  if (session == nullptr) return refuse(connection, request, {Errc::session_id_unknown, {}});
  auto objection = check_session_request(request, facts, *session);
  if (!objection && wants_upgrade(request)) objection = check_upgrade(engine.options, request, facts);
  if (objection) return refuse(connection, request, *objection);
  if (wants_upgrade(request)) return session->on_upgrade_request(connection, request, facts.b64);
  session->on_request(connection, request);
}

void Server::Core::on_handshake(ConnId connection, const HttpRequest& request, const RequestFacts& facts) {
  if (const auto objection = check_handshake(request, facts)) return refuse(connection, request, *objection);
  if (full()) return refuse_overload(connection, request);
  if (engine.options.allow_request) return ask_application(connection, request);
  open_session(connection, request);
}

void Server::Core::ask_application(ConnId connection, const HttpRequest& request) {
  const std::uint64_t number = ++last_handshake;
  handshakes.insert_or_assign(connection, PendingHandshake{request, number});
  engine.options.allow_request(
      request, [connection, number, weak = std::weak_ptr(self)](const std::optional<std::string>& refusal) {
        if (const auto core = weak.lock()) (*core)->on_verdict(connection, number, refusal);
      });
}

void Server::Core::on_verdict(ConnId connection, std::uint64_t number,
                              const std::optional<std::string>& refusal) {
  engine.thread.assert_here();
  const auto found = handshakes.find(connection);
  if (found == handshakes.end() || found->second.number != number) return;
  const HttpRequest request = std::move(found->second.request);
  handshakes.erase(found);
  if (refusal) return refuse(connection, request, {Errc::forbidden, {}}, *refusal);
  if (full()) return refuse_overload(connection, request);
  open_session(connection, request);
}

void Server::Core::open_session(ConnId connection, const HttpRequest& request) {
  const Query query(request.query_string());
  const RequestFacts facts(query);
  if (const auto objection = check_protocol(engine.options, facts)) return refuse(connection, request, *objection);
  Handshake handshake(request, engine.timers.unix_ms(), facts.b64);
  LiveSession& session = engine.sessions.add(
      std::make_unique<LiveSession>(engine, base::random_id(), facts.protocol, std::move(handshake)));
  if (wants_upgrade(request)) {
    session.open_websocket(connection, request, factory);
  } else {
    session.open_polling(connection, request, factory);
  }
}

bool Server::Core::full() const {
  return !accepting || engine.sessions.size() + handshakes.size() >= engine.options.max_sessions;
}

void Server::Core::on_foreign_request(ConnId connection, const HttpRequest& request) {
  const auto patience = engine.options.destroy_upgrade_timeout;
  if (wants_websocket(request) && patience.count() > 0) {
    foreign_upgrades[connection] =
        engine.timers.after(patience, [this, connection] { engine.wire.abort(connection); });
    return;
  }
  HttpReply reply(engine.wire, connection, request.method == "HEAD");
  if (wants_websocket(request)) return reply(status_only(404));
  if (request.body_too_large) return reply(status_only(413));
  if (!on_http) return reply(status_only(404));
  on_http(request, std::move(reply));
}

void Server::Core::refuse(ConnId connection, const HttpRequest& request, Refusal refusal,
                          std::string_view message) {
  base::log::debug("request refused: ", wire_message(refusal.code), " ", refusal.name);
  if (on_connection_error) on_connection_error({request, refusal.code, refusal.name});
  // Without WebSockets the reference does not look at upgrades at all: they are ordinary requests.
  if (wants_upgrade(request) && engine.options.websocket) {
    return refuse_upgrade(connection, request, message.empty() ? wire_message(refusal.code) : message);
  }
  HttpResponse response = status_only(http_status(refusal.code));
  response.add("Content-Type", "application/json");
  response.body = base::SharedBytes::copy(error_body(refusal.code, message));
  respond(connection, request, std::move(response));
}

void Server::Core::refuse_upgrade(ConnId connection, const HttpRequest& request, std::string_view message) {
  HttpResponse response = status_only(400);
  response.close = true;
  if (request.upgrade == HttpRequest::Upgrade::websocket_bad_version) {
    response.add("Sec-WebSocket-Version", "13");
  }
  response.add("Content-Type", "text/html");
  response.body = base::SharedBytes::copy(message);
  engine.wire.respond(connection, std::move(response));
}

void Server::Core::refuse_overload(ConnId connection, const HttpRequest& request) {
  base::log::debug("handshake refused: ", accepting ? "too many sessions" : "shutting down");
  respond(connection, request, status_only(503));
}

void Server::Core::respond(ConnId connection, const HttpRequest& request, HttpResponse response) {
  append_cors_headers(response.headers, engine.options.cors, request);
  HttpReply(engine.wire, connection, request.method == "HEAD")(std::move(response));
}

void Server::Core::on_frame(ConnId connection, Frame frame) {
  engine.thread.assert_here();
  if (LiveSession* session = engine.owners.find(connection)) session->on_frame(connection, std::move(frame));
}

void Server::Core::on_drained(ConnId connection) {
  engine.thread.assert_here();
  if (LiveSession* session = engine.owners.find(connection)) session->on_drained(connection);
}

void Server::Core::on_closed(ConnId connection, std::error_code reason) {
  engine.thread.assert_here();
  LiveSession* session = engine.owners.find(connection);
  engine.owners.forget(connection);
  handshakes.erase(connection);
  foreign_upgrades.erase(connection);
  if (session != nullptr) session->on_closed(connection, reason);
}

void Server::Core::close() {
  for (LiveSession* session : engine.sessions.snapshot()) session->discard(CloseReason::forced_close);
}

}  // namespace engineio
