// engineio/src/server_core.hpp - from network events to sessions, refusals and the application.
//
// Thread: hub. Lifetime: owned by Server.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "base/timers.hpp"
#include "engine.hpp"
#include "engineio/server.hpp"
#include "request_check.hpp"
#include "static_files.hpp"

namespace engineio {

struct Server::Core final : WireListener {
  Core(Options options, base::Timers& timers, Wire& wire, SessionFactory factory_in);

  void on_request_head(ConnId connection, const HttpRequest& head) override;
  void on_request(ConnId connection, HttpRequest request) override;
  void on_frame(ConnId connection, Frame frame) override;
  void on_drained(ConnId connection) override;
  void on_closed(ConnId connection, std::error_code reason) override;
  void close();

  /// A handshake that waits for the verdict of allow_request.
  struct PendingHandshake {
    HttpRequest request;
    std::uint64_t number;
  };

  bool serves(std::string_view target) const;
  /// The file that a target of ours names, or null.
  StaticFiles::Entry* file_of(const HttpRequest& request);
  void on_foreign_request(ConnId connection, const HttpRequest& request);
  void on_session_request(ConnId connection, const HttpRequest& request, const RequestFacts& facts);
  void on_handshake(ConnId connection, const HttpRequest& request, const RequestFacts& facts);
  void ask_application(ConnId connection, const HttpRequest& request);
  void on_verdict(ConnId connection, std::uint64_t number, const std::optional<std::string>& refusal);
  void open_session(ConnId connection, const HttpRequest& request);
  bool full() const;

  void refuse(ConnId connection, const HttpRequest& request, Refusal refusal, std::string_view message = {});
  void refuse_upgrade(ConnId connection, const HttpRequest& request, std::string_view message);
  void refuse_overload(ConnId connection, const HttpRequest& request);
  void respond(ConnId connection, const HttpRequest& request, HttpResponse response);

  Engine engine;
  std::string prefix;  ///< what the targets of our requests begin with
  SessionFactory factory;
  StaticFiles files;
  HttpHandler on_http;
  std::function<void(const ConnectionError&)> on_connection_error;
  bool accepting = true;

  std::unordered_map<ConnId, PendingHandshake> handshakes;
  std::uint64_t last_handshake = 0;
  /// WebSocket requests for paths that nobody serves, until they are dropped.
  std::unordered_map<ConnId, base::Timer> foreign_upgrades;
  /// Lets a verdict that comes after the end of the server find nothing.
  std::shared_ptr<Core*> self;
};

}  // namespace engineio
