#include "server_core.hpp"

#include <utility>

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

}  // namespace

Server::Core::Core(Options options, base::Timers& timers, Wire& wire, SessionFactory factory_in)
    : engine(std::move(options), timers, wire),
      prefix(prefix_of(engine.options)),
      factory(std::move(factory_in)),
      in_middlewares(timers, engine.options.application_timeout,
                     [this](ConnId connection, const RequestPtr& request) {
                       release_from_session(connection);
                       refuse_overload(connection, *request);
                     }),
      handshakes(
          timers, engine.options.application_timeout,
          [this](ConnId connection, const RequestPtr& request) { refuse_overload(connection, *request); }),
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
  const RequestFacts facts(head);
  LiveSession* session = engine.sessions.find(facts.sid);
  // Whatever is wrong with the request is answered once it is complete.
  if (session == nullptr || check_request(engine.options, head, facts)) return;
  if (check_origin(engine.options.cors, head)) return;
  if (check_session_request(head, facts, *session)) return;
  session->on_request_head(connection, head);
}

void Server::Core::on_request(ConnId connection, HttpRequest request) {
  engine.thread.assert_here();
  if (!serves(request.target)) return on_foreign_request(connection, request);
  if (is_preflight(engine.options.cors, request)) {
    HttpResponse response = preflight_response(engine.options.cors, request);
    if (!engine.options.cors.preflight_continue) return engine.wire.respond(connection, std::move(response));
    request.response_headers = std::move(response.headers);
  }
  if (StaticFiles::Entry* file = file_of(request)) {
    return respond(connection, request, file_response(*file, request, engine.compressor));
  }
  if (!middlewares.empty()) return run_middlewares(connection, std::move(request));
  serve(connection, request);
}

void Server::Core::serve(ConnId connection, const HttpRequest& request) {
  const RequestFacts facts(request);
  auto objection = check_request(engine.options, request, facts);
  if (!objection) objection = check_origin(engine.options.cors, request);
  if (objection) return refuse(connection, request, *objection);
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

void Server::Core::on_foreign_request(ConnId connection, const HttpRequest& request) {
  const bool destroy = engine.options.destroy_upgrade && wants_websocket(request);
  const auto patience = engine.options.destroy_upgrade_timeout;
  if (destroy && patience.count() > 0) {
    foreign_upgrades[connection] =
        engine.timers.after(patience, [this, connection] { engine.wire.abort(connection); });
    return;
  }
  HttpReply reply(engine.wire, connection, request.method == "HEAD");
  if (destroy) return reply(status_only(404));
  if (request.body_too_large) return reply(status_only(413));
  if (!on_http) return reply(status_only(404));
  on_http(request, std::move(reply));
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
  in_middlewares.forget(connection);
  handshakes.forget(connection);
  foreign_upgrades.erase(connection);
  if (session != nullptr) session->on_closed(connection, reason);
}

void Server::Core::close() {
  for (LiveSession* session : engine.sessions.snapshot()) session->discard(CloseReason::forced_close);
}

}  // namespace engineio
