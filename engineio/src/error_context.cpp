#include "error_context.hpp"

#include <string>

namespace engineio {
namespace {

int number_of(Protocol protocol) { return protocol == Protocol::v4 ? 4 : 3; }

ConnectionErrorContext bad_request_context(std::string_view name, const HttpRequest& request,
                                           const RequestFacts& facts, const Session* session,
                                           std::string_view text) {
  if (name == "INVALID_ORIGIN") return InvalidOrigin{std::string(request.header("origin"))};
  if (name == "TRANSPORT_MISMATCH" && session != nullptr) {
    return TransportMismatch{std::string(facts.transport), std::string(to_string(session->transport()))};
  }
  if (name == "PROTOCOL_MISMATCH" && session != nullptr)
    return ProtocolMismatch{number_of(facts.protocol), number_of(session->protocol())};
  return RequestFailure{std::string(text)};
}

}  // namespace

ConnectionErrorContext context_of(const Refusal& refusal, const HttpRequest& request,
                                  const RequestFacts& facts, const Session* session, std::string_view text) {
  switch (refusal.code) {
    case Errc::transport_unknown:
      return UnknownTransport{std::string(facts.transport)};
    case Errc::session_id_unknown:
      return UnknownSession{std::string(facts.sid)};
    case Errc::bad_handshake_method:
      return BadMethod{std::string(request.method)};
    case Errc::forbidden:
      return Forbidden{std::string(text.empty() ? wire_message(Errc::forbidden) : text)};
    case Errc::unsupported_protocol_version:
      return UnsupportedProtocol{std::string(facts.query.get("EIO"))};
    default:
      return bad_request_context(refusal.name, request, facts, session, text);
  }
}

}  // namespace engineio
