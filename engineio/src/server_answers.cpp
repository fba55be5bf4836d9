// What a request gets that is not answered by a session.
#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "base/log.hpp"
#include "client_address.hpp"
#include "cors.hpp"
#include "error_context.hpp"
#include "live_session.hpp"
#include "server_core.hpp"

namespace engineio {

void Server::Core::refuse(ConnId connection, const HttpRequest& request, Refusal refusal,
                          std::string_view text) {
  ++engine.statistics.refused[static_cast<std::size_t>(refusal.code)];
  // Only who may not come in is told the application's words; the detail of a failure is for the listener.
  const std::string_view told = refusal.code == Errc::forbidden ? text : std::string_view{};
  const std::string_view message = told.empty() ? wire_message(refusal.code) : told;
  if (refusal.name == "ORIGIN_NOT_ALLOWED") ++engine.statistics.refusals.origin;
  const RequestFacts facts(request);
  report(request, refusal, message,
         context_of(refusal, request, facts, engine.sessions.find(facts.sid), text));
  // As the reference does it, an upgrade is refused with 400, whatever the reason.
  const bool upgrade = wants_upgrade(request) && engine.options.websocket;
  answer_refusal(connection, request, status_only(upgrade ? 400 : http_status(refusal.code)), refusal.code,
                 message);
}

void Server::Core::refuse(ConnId connection, const HttpRequest& request, const LimitReached& limit) {
  const bool sessions = limit.limit == LimitReached::Limit::sessions_per_address;
  Refusals& refusals = engine.statistics.refusals;
  ++(sessions ? refusals.sessions_per_address : refusals.handshake_rate);
  const std::string_view message = sessions ? "Too many sessions" : "Too many handshakes";
  report(request, {Errc::forbidden, sessions ? "TOO_MANY_SESSIONS" : "TOO_MANY_HANDSHAKES"}, message, limit);
  HttpResponse response = status_only(429);
  response.add("Retry-After", std::to_string(limit.retry_after.count()));
  answer_refusal(connection, request, std::move(response), Errc::forbidden, message);
}

void Server::Core::report(const HttpRequest& request, const Refusal& refusal, std::string_view message,
                          const ConnectionErrorContext& context) {
  if (!on_connection_error && !base::log::enabled(base::log::Level::debug)) return;
  const std::string address = address_text(client_of(engine.options.trusted_proxies, request), request);
  base::log::debug("request of ", address, " refused: ", wire_message(refusal.code), " ", refusal.name);
  if (on_connection_error)
    on_connection_error({request, refusal.code, refusal.name, message, context, address});
}

void Server::Core::answer_refusal(ConnId connection, const HttpRequest& request, HttpResponse response,
                                  Errc code, std::string_view message) {
  // Without WebSockets the reference does not look at upgrades at all: they are ordinary requests.
  if (!wants_upgrade(request) || !engine.options.websocket) {
    response.add("Content-Type", "application/json");
    response.body = base::SharedBytes::copy(error_body(code, message));
    return respond(connection, request, std::move(response));
  }
  append_answer_headers(response.headers, engine.options.cors, request);
  response.close = true;
  if (request.upgrade == HttpRequest::Upgrade::websocket_bad_version) {
    response.add("Sec-WebSocket-Version", "13");
  }
  response.add("Content-Type", "text/html");
  response.body = base::SharedBytes::copy(message);
  engine.wire.respond(connection, std::move(response));
}

void Server::Core::refuse_overload(ConnId connection, const HttpRequest& request) {
  ++engine.statistics.overloaded;
  base::log::debug("request refused: ", accepting ? "too much to do" : "shutting down");
  HttpResponse response = status_only(503);
  if (drain) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(drain->left());
    response.add("Retry-After", std::to_string(std::max<std::int64_t>(seconds.count(), 1)));
  }
  respond(connection, request, std::move(response));
}

void Server::Core::respond(ConnId connection, const HttpRequest& request, HttpResponse response) {
  append_answer_headers(response.headers, engine.options.cors, request);
  HttpReply(engine.wire, connection, request.method == "HEAD")(std::move(response));
}

}  // namespace engineio
