// engineio/src/server_core.hpp - from network events to sessions, refusals and the application.
//
// Thread: hub. Lifetime: owned by Server.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/timers.hpp"
#include "drain.hpp"
#include "engine.hpp"
#include "engineio/server.hpp"
#include "request_check.hpp"
#include "static_files.hpp"
#include "status_only.hpp"
#include "waiting_requests.hpp"

namespace engineio {

struct Server::Core final : WireListener {
  Core(Options options, base::Timers& timers, Wire& wire, SessionFactory factory_in);

  void on_request_head(ConnId connection, const HttpRequest& head) override;
  void on_request(ConnId connection, HttpRequest request) override;
  void on_frame(ConnId connection, Frame frame) override;
  void on_drained(ConnId connection) override;
  void on_closed(ConnId connection, std::error_code reason) override;
  void close();

  using RequestPtr = WaitingRequests::RequestPtr;
  using Ticket = WaitingRequests::Ticket;

  // server_core.cpp: which way a request goes
  bool serves(std::string_view target) const;
  /// The file that a target of ours names, or null.
  StaticFiles::Entry* file_of(const HttpRequest& request);
  void on_foreign_request(ConnId connection, const HttpRequest& request);
  void serve(ConnId connection, const HttpRequest& request);
  void on_session_request(ConnId connection, const HttpRequest& request, const RequestFacts& facts);

  // server_middlewares.cpp
  void run_middlewares(ConnId connection, HttpRequest request);
  void run_middleware(ConnId connection, RequestPtr request, std::size_t index);
  void on_middleware_verdict(Ticket ticket, std::size_t index, HttpNext::Verdict verdict);
  /// The request will not reach its session.
  void release_from_session(ConnId connection);

  // server_handshakes.cpp
  void on_handshake(ConnId connection, const HttpRequest& request, const RequestFacts& facts);
  void ask_application(ConnId connection, const HttpRequest& request);
  void on_verdict(Ticket ticket, const std::optional<std::string>& refusal);
  void check_protocol_and_open(ConnId connection, const HttpRequest& request, const RequestFacts& facts);
  void ask_for_id(ConnId connection, const HttpRequest& request);
  void on_id(Ticket ticket, std::optional<std::string> id);
  void open_session(ConnId connection, const HttpRequest& request, const RequestFacts& facts, std::string id);
  bool full() const;
  void warn_of(ProxyDoubt doubt, std::string_view peer);

  // server_answers.cpp
  void refuse(ConnId connection, const HttpRequest& request, Refusal refusal, std::string_view text = {});
  void refuse(ConnId connection, const HttpRequest& request, const LimitReached& limit);
  void report(const HttpRequest& request, const Refusal& refusal, std::string_view message,
              const ConnectionErrorContext& context);
  void answer_refusal(ConnId connection, const HttpRequest& request, HttpResponse response, Errc code,
                      std::string_view message);
  void refuse_overload(ConnId connection, const HttpRequest& request);
  void respond(ConnId connection, const HttpRequest& request, HttpResponse response);

  Engine engine;
  std::string prefix;  ///< what the targets of our requests begin with
  SessionFactory factory;
  StaticFiles files;
  HttpHandler on_http;
  std::function<void(const ConnectionError&)> on_connection_error;
  bool accepting = true;
  std::optional<Drain> drain;
  std::set<ProxyDoubt> doubts;  ///< those that were reported

  std::deque<HttpMiddleware> middlewares;  // a running one stays in its place when another is added
  WaitingRequests in_middlewares;
  WaitingRequests handshakes;  ///< waiting for allow_request or generate_id
  /// WebSocket requests for paths that nobody serves, until they are dropped.
  std::unordered_map<ConnId, base::Timer> foreign_upgrades;
  /// Lets a verdict that comes after the end of the server find nothing. Last: it goes first.
  std::shared_ptr<Core*> self;
};

}  // namespace engineio
