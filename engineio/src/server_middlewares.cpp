// Requests on their way through the application's middlewares.
#include <memory>
#include <utility>

#include "guard.hpp"
#include "live_session.hpp"
#include "server_core.hpp"

namespace engineio {

void Server::Core::run_middlewares(ConnId connection, HttpRequest request) {
  if (in_middlewares.size() >= engine.options.max_waiting_requests) {
    release_from_session(connection);
    return refuse_overload(connection, request);
  }
  run_middleware(connection, std::make_shared<HttpRequest>(std::move(request)), 0);
}

void Server::Core::run_middleware(ConnId connection, RequestPtr request, std::size_t index) {
  if (index == middlewares.size()) return serve(connection, *request);
  const Ticket ticket = in_middlewares.add(connection, request);
  HttpNext next([weak = std::weak_ptr(self), ticket, index](HttpNext::Verdict verdict) {
    if (const auto core = weak.lock()) (*core)->on_middleware_verdict(ticket, index, std::move(verdict));
  });
  guarded("a middleware", [&] { middlewares[index](*request, std::move(next)); });
}

void Server::Core::on_middleware_verdict(Ticket ticket, std::size_t index, HttpNext::Verdict verdict) {
  engine.thread.assert_here();
  RequestPtr request = in_middlewares.take(ticket);
  if (request == nullptr) return;
  auto& headers = request->response_headers;
  std::move(verdict.headers.begin(), verdict.headers.end(), std::back_inserter(headers));
  const bool goes_on = !verdict.failure && !verdict.response;
  if (goes_on) return run_middleware(ticket.connection, std::move(request), index + 1);
  release_from_session(ticket.connection);
  if (verdict.response) return respond(ticket.connection, *request, *std::move(verdict.response));
  refuse(ticket.connection, *request, {Errc::bad_request, "MIDDLEWARE_FAILURE"}, *verdict.failure);
}

void Server::Core::release_from_session(ConnId connection) {
  if (LiveSession* const session = engine.owners.find(connection)) session->forget_request(connection);
}

}  // namespace engineio
