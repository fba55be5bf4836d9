// engineio/error.hpp - why a request is refused or a session ends: one enum, one table.
//
// Protocol: contract of the reference server, "Verification order and errors".
#pragma once

#include <string>
#include <string_view>
#include <system_error>

namespace engineio {

/// Errors of a peer, not of the caller.
enum class Errc {
  // Refused requests; the numbers are the wire codes 0..5 plus one.
  transport_unknown = 1,
  session_id_unknown,
  bad_handshake_method,
  bad_request,
  forbidden,
  unsupported_protocol_version,
  // Peers that broke the protocol on an open session.
  parse_error,
};

/// Of Errc; its name is "engineio".
const std::error_category& category();
/// Lets an Errc be used as a std::error_code.
std::error_code make_error_code(Errc error);

/// HTTP status of a refused request: 403 for forbidden, else 400.
int http_status(Errc error);
/// "Transport unknown", "Session ID unknown", ...
std::string_view wire_message(Errc error);
/// {"code":0,"message":"Transport unknown"}; `message` replaces the text (allow_request's reason).
std::string error_body(Errc error, std::string_view message = {});

}  // namespace engineio

template <>
struct std::is_error_code_enum<engineio::Errc> : std::true_type {};
