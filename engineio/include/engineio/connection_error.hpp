// engineio/connection_error.hpp - what is known about a refused request, for logs and counters.
//
// Texts come from the peer: any bytes, of any length that fits a request. Thread: any (values).
// Protocol: contract "Verification order and errors".
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <variant>

#include "engineio/error.hpp"
#include "engineio/http.hpp"

namespace engineio {

/// Errc::transport_unknown: the transport that was asked for.
struct UnknownTransport {
  std::string transport;  ///< as it was sent
};
/// Errc::session_id_unknown. A session id is a secret, also one that is no longer known.
struct UnknownSession {
  std::string sid;  ///< as it was sent
};
/// Errc::bad_handshake_method.
struct BadMethod {
  std::string method;  ///< of the request
};
/// TRANSPORT_MISMATCH: the session is on another transport.
struct TransportMismatch {
  std::string transport;           ///< of the request
  std::string previous_transport;  ///< the session's
};
/// PROTOCOL_MISMATCH: the session speaks another revision. 4, or 3, which stands for everything else.
struct ProtocolMismatch {
  int protocol;           ///< of the request
  int previous_protocol;  ///< the session's
};
/// INVALID_ORIGIN: a header that no browser sends.
struct InvalidOrigin {
  std::string origin;  ///< the header's value
};
/// MIDDLEWARE_FAILURE, ID_GENERATION_ERROR, TRANSPORT_HANDSHAKE_ERROR: why, in words; may be empty.
struct RequestFailure {
  std::string detail;  ///< not told to the client
};
/// Errc::forbidden: what allow_request said, or that the origin is not allowed.
struct Forbidden {
  std::string message;  ///< what the client is told
};
/// Errc::forbidden with a name of its own: one address has as much as Options gives to one. Answered 429.
struct LimitReached {
  /// Which option it is.
  enum class Limit : unsigned char {
    sessions_per_address,  ///< TOO_MANY_SESSIONS: Options::max_sessions_per_address
    handshake_rate,        ///< TOO_MANY_HANDSHAKES: Options::handshake_burst and handshake_rate
  };
  Limit limit;                       ///< the one that is reached
  std::string address;               ///< whose: "192.0.2.1", "2001:db8::/64"
  std::chrono::seconds retry_after;  ///< what the client is told to wait
};
/// Errc::unsupported_protocol_version: the EIO parameter as it was sent.
struct UnsupportedProtocol {
  std::string protocol;  ///< "" without one
};

/// What was wrong, by kind of refusal.
using ConnectionErrorContext =
    std::variant<UnknownTransport, UnknownSession, BadMethod, TransportMismatch, ProtocolMismatch,
                 InvalidOrigin, RequestFailure, Forbidden, LimitReached, UnsupportedProtocol>;

/// One refused request. Lifetime: the call of the listener.
struct ConnectionError {
  const HttpRequest& request;  ///< the one that is refused
  Errc code;                   ///< on the wire: a number and a text
  /// "TRANSPORT_MISMATCH", ... for bad_request, "ORIGIN_NOT_ALLOWED", "TOO_MANY_SESSIONS" and
  /// "TOO_MANY_HANDSHAKES" for forbidden, else "".
  std::string_view name;
  std::string_view message;               ///< what the client is told
  const ConnectionErrorContext& context;  ///< the details of `code` and `name`
  std::string_view client_address;        ///< textual IP, see Handshake::client_address()
};

}  // namespace engineio
