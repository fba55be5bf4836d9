// engineio/close_reason.hpp - why a session ended, in the reference's words.
#pragma once

#include <string_view>

namespace engineio {

/// Given to SessionHandler::on_close().
enum class CloseReason {
  transport_close,  ///< the peer closed, or its connection went away
  transport_error,  ///< I/O error or a protocol violation; the description says which
  ping_timeout,     ///< no pong within ping_timeout
  parse_error,      ///< undecodable packet
  forced_close,     ///< Session::close() by the server
};

/// "transport close", "transport error", "ping timeout", "parse error", "forced close".
std::string_view to_string(CloseReason reason);

}  // namespace engineio
