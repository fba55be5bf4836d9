#include "request_check.hpp"

#include <algorithm>

namespace engineio {
namespace {

bool is_listed(const Options& options, std::string_view transport) {
  return (options.polling && transport == "polling") || (options.websocket && transport == "websocket");
}

bool is_legal_header_value(std::string_view value) {
  return std::all_of(value.begin(), value.end(),
                     [](unsigned char c) { return c == '\t' || (c >= 0x20 && c != 0x7f); });
}

}  // namespace

RequestFacts::RequestFacts(const HttpRequest& request)
    : query(request.query_string()),
      transport(query.get("transport")),
      sid(query.get("sid")),
      protocol(query.get("EIO") == "4" ? Protocol::v4 : Protocol::v3),
      b64(!query.get("b64").empty()) {}

Objection check_request(const Options& options, const HttpRequest& request, const RequestFacts& facts) {
  if (!is_listed(options, facts.transport)) return Refusal{Errc::transport_unknown, {}};
  if (!is_legal_header_value(request.header("origin"))) return Refusal{Errc::bad_request, "INVALID_ORIGIN"};
  return std::nullopt;
}

Objection check_origin(const CorsOptions& cors, const HttpRequest& request) {
  const auto origin = request.find_header("origin");
  if (!cors.strict || !origin) return std::nullopt;
  const auto allowed = cors.allow_origin(*origin);
  if (allowed && (*allowed == "*" || *allowed == *origin)) return std::nullopt;
  return Refusal{Errc::forbidden, "ORIGIN_NOT_ALLOWED"};
}

Objection check_session_request(const HttpRequest& request, const RequestFacts& facts,
                                const Session& session) {
  if (!wants_upgrade(request) && facts.transport != to_string(session.transport())) {
    return Refusal{Errc::bad_request, "TRANSPORT_MISMATCH"};
  }
  if (facts.protocol != session.protocol()) return Refusal{Errc::bad_request, "PROTOCOL_MISMATCH"};
  return std::nullopt;
}

Objection check_upgrade(const Options& options, const HttpRequest& request, const RequestFacts& facts) {
  if (request.method != "GET") return Refusal{Errc::bad_handshake_method, {}};
  const bool possible = options.allow_upgrades && facts.transport == "websocket";
  if (!possible || request.upgrade != HttpRequest::Upgrade::websocket) {
    return Refusal{Errc::bad_request, "TRANSPORT_HANDSHAKE_ERROR"};
  }
  return std::nullopt;
}

Objection check_handshake(const HttpRequest& request, const RequestFacts& facts) {
  if (request.method != "GET") return Refusal{Errc::bad_handshake_method, {}};
  const bool websocket = facts.transport == "websocket";
  const bool fits = websocket ? request.upgrade == HttpRequest::Upgrade::websocket : !wants_upgrade(request);
  if (!fits) return Refusal{Errc::bad_request, "TRANSPORT_HANDSHAKE_ERROR"};
  return std::nullopt;
}

Objection check_protocol(const Options& options, const RequestFacts& facts) {
  if (facts.protocol == Protocol::v3 && !options.allow_eio3)
    return Refusal{Errc::unsupported_protocol_version, {}};
  return std::nullopt;
}

}  // namespace engineio
