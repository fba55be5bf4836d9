// What a request gets that is not answered by a session.
#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "base/log.hpp"
#include "cors.hpp"
#include "error_context.hpp"
#include "live_session.hpp"
#include "server_core.hpp"

namespace engineio {

void Server::Core::refuse(ConnId connection, const HttpRequest& request, Refusal refusal,
                          std::string_view text) {
  ++engine.statistics.refused[static_cast<std::size_t>(refusal.code)];
  base::log::debug("request refused: ", wire_message(refusal.code), " ", refusal.name);
  // Only who may not come in is told the application's words; the detail of a failure is for the listener.
  const std::string_view told = refusal.code == Errc::forbidden ? text : std::string_view{};
  const std::string_view message = told.empty() ? wire_message(refusal.code) : told;
  if (on_connection_error) {
    const RequestFacts facts(request);
    const auto context = context_of(refusal, request, facts, engine.sessions.find(facts.sid), text);
    on_connection_error({request, refusal.code, refusal.name, message, context});
  }
  // Without WebSockets the reference does not look at upgrades at all: they are ordinary requests.
  if (wants_upgrade(request) && engine.options.websocket) {
    return refuse_upgrade(connection, request, message);
  }
  HttpResponse response = status_only(http_status(refusal.code));
  response.add("Content-Type", "application/json");
  response.body = base::SharedBytes::copy(error_body(refusal.code, message));
  respond(connection, request, std::move(response));
}

void Server::Core::refuse_upgrade(ConnId connection, const HttpRequest& request, std::string_view message) {
  HttpResponse response = status_only(400);
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
