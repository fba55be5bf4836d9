// socketio/error.hpp - what a peer, or a deadline, can get wrong.
#pragma once

#include <system_error>

namespace socketio {

enum class Errc {
  // Packets that close the connection; the reference calls all of them a parse error.
  unknown_packet_type = 1,
  illegal_attachments,  ///< count missing, not a number, out of range; placeholder out of range
  illegal_id,           ///< above 2^53 - 1
  illegal_namespace,    ///< more than a client may join
  invalid_payload,      ///< JSON that does not fit the packet type
  invalid_json,
  json_too_deep,
  unusual_json,       ///< internal to the scanner: valid for JavaScript, not for the library
  unexpected_text,    ///< text while attachments are awaited
  unexpected_binary,  ///< an attachment nobody announced
  // Packets that are in order, but not at this point; they close the connection.
  invalid_state,  ///< for a namespace that is not joined, or CONNECT for one that is
  // Acknowledgements.
  timed_out,     ///< "operation has timed out"
  disconnected,  ///< the socket went away before it answered
};

const std::error_category& category();
std::error_code make_error_code(Errc error);

}  // namespace socketio

template <>
struct std::is_error_code_enum<socketio::Errc> : std::true_type {};
