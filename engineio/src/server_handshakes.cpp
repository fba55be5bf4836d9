// From a request without a session id to a session.
#include <algorithm>
#include <memory>
#include <utility>

#include "base/log.hpp"
#include "base/random_id.hpp"
#include "client_address.hpp"
#include "guard.hpp"
#include "live_session.hpp"
#include "server_core.hpp"

namespace engineio {
namespace {

constexpr std::size_t max_id_size = 128;

bool is_session_id(std::string_view id) {
  const auto legal = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
  };
  return !id.empty() && id.size() <= max_id_size && std::all_of(id.begin(), id.end(), legal);
}

}  // namespace

void Server::Core::on_handshake(ConnId connection, const HttpRequest& request, const RequestFacts& facts) {
  if (const auto objection = check_handshake(request, facts)) return refuse(connection, request, *objection);
  if (full()) return refuse_overload(connection, request);
  const Client client = client_of(engine.options.trusted_proxies, request);
  if (client.doubt && doubts.insert(*client.doubt).second) warn_of(*client.doubt, request.remote_address);
  if (const auto limit = engine.address_limits.admit(client, engine.timers.now())) {
    return refuse(connection, request, *limit);
  }
  if (engine.options.allow_request) return ask_application(connection, request);
  check_protocol_and_open(connection, request, facts);
}

void Server::Core::ask_application(ConnId connection, const HttpRequest& request) {
  const Ticket ticket = handshakes.add(connection, std::make_shared<HttpRequest>(request));
  const auto reply = [ticket, weak = std::weak_ptr(self)](const std::optional<std::string>& refusal) {
    if (const auto core = weak.lock()) (*core)->on_verdict(ticket, refusal);
  };
  if (!guarded("allow_request", [&] { engine.options.allow_request(request, reply); })) reply("");
}

void Server::Core::on_verdict(Ticket ticket, const std::optional<std::string>& refusal) {
  engine.thread.assert_here();
  const RequestPtr request = handshakes.take(ticket);
  if (request == nullptr) return;
  if (refusal) return refuse(ticket.connection, *request, {Errc::forbidden, {}}, *refusal);
  if (full()) return refuse_overload(ticket.connection, *request);
  check_protocol_and_open(ticket.connection, *request, RequestFacts(*request));
}

void Server::Core::check_protocol_and_open(ConnId connection, const HttpRequest& request,
                                           const RequestFacts& facts) {
  if (const auto objection = check_protocol(engine.options, facts))
    return refuse(connection, request, *objection);
  if (engine.options.generate_id) return ask_for_id(connection, request);
  open_session(connection, request, facts, base::random_id());
}

void Server::Core::ask_for_id(ConnId connection, const HttpRequest& request) {
  const Ticket ticket = handshakes.add(connection, std::make_shared<HttpRequest>(request));
  const auto reply = [ticket, weak = std::weak_ptr(self)](std::optional<std::string> id) {
    if (const auto core = weak.lock()) (*core)->on_id(ticket, std::move(id));
  };
  if (!guarded("generate_id", [&] { engine.options.generate_id(request, reply); })) reply({});
}

void Server::Core::on_id(Ticket ticket, std::optional<std::string> id) {
  engine.thread.assert_here();
  const RequestPtr request = handshakes.take(ticket);
  if (request == nullptr) return;
  const auto fail = [&](std::string_view why) {
    refuse(ticket.connection, *request, {Errc::bad_request, "ID_GENERATION_ERROR"}, why);
  };
  if (!id) return fail("none was made");
  if (!is_session_id(*id)) return fail("not 1 to 128 of A-Z a-z 0-9 - _");
  if (engine.sessions.find(*id) != nullptr) return fail("in use already");
  if (full()) return refuse_overload(ticket.connection, *request);
  open_session(ticket.connection, *request, RequestFacts(*request), *std::move(id));
}

void Server::Core::open_session(ConnId connection, const HttpRequest& request, const RequestFacts& facts,
                                std::string id) {
  const Client client = client_of(engine.options.trusted_proxies, request);
  // While the application was asked, others may have come in.
  if (const auto limit = engine.address_limits.check_sessions(client)) {
    return refuse(connection, request, *limit);
  }
  Handshake handshake(request, address_text(client, request), client.secure, engine.timers.unix_ms(),
                      facts.b64);
  engine.address_limits.add_session(client);
  LiveSession& session = engine.sessions.add(
      std::make_unique<LiveSession>(engine, std::move(id), facts.protocol, std::move(handshake)));
  if (wants_upgrade(request)) {
    session.open_websocket(connection, request, factory);
  } else {
    session.open_polling(connection, request, factory);
  }
}

void Server::Core::warn_of(ProxyDoubt doubt, std::string_view peer) {
  const TrustedProxies& proxies = engine.options.trusted_proxies;
  if (proxies.on_doubt) return proxies.on_doubt(doubt, peer);
  if (doubt == ProxyDoubt::unlisted_proxy) {
    base::log::warn(peer, " passes on requests and is not in trusted_proxies: its clients count as one");
  } else {
    base::log::warn(peer, " is in trusted_proxies and sends no usable ", proxies.header,
                    ": its clients count as one");
  }
}

bool Server::Core::full() const {
  return !accepting || engine.sessions.size() + handshakes.size() >= engine.options.max_sessions;
}

}  // namespace engineio
