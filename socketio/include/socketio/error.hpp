// socketio/error.hpp - what a peer, or a deadline, can get wrong.
#pragma once

#include <system_error>

namespace socketio {

/// Errors of a peer or of time, not of the caller.
enum class Errc {
  // Packets that close the connection; the reference calls all of them a parse error.
  unknown_packet_type = 1,  ///< the first character is none of 0 to 6
  illegal_attachments,      ///< count missing, not a number, out of range; placeholder out of range
  illegal_id,               ///< above 2^53 - 1
  illegal_namespace,        ///< more than a client may join
  invalid_payload,          ///< JSON that does not fit the packet type
  invalid_json,             ///< no JSON at all
  json_too_deep,            ///< deeper than Options::max_json_depth
  unusual_json,             ///< internal to the scanner: valid for JavaScript, not for the library
  unexpected_text,          ///< text while attachments are awaited
  unexpected_binary,        ///< an attachment nobody announced
  invalid_msgpack,          ///< also strings that are not UTF-8, and bytes behind the packet
  foreign_format,           ///< a message that the server's parser never has
  // Packets that are in order, but not at this point; they close the connection.
  invalid_state,  ///< for a namespace that is not joined, or CONNECT for one that is
  // Acknowledgements.
  timed_out,     ///< "operation has timed out"
  disconnected,  ///< the socket went away before it answered
};

/// Of Errc; its name is "socketio".
const std::error_category& category();
/// Lets an Errc be used as a std::error_code.
std::error_code make_error_code(Errc error);

}  // namespace socketio

template <>
struct std::is_error_code_enum<socketio::Errc> : std::true_type {};
