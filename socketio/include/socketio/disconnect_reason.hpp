// socketio/disconnect_reason.hpp - why a socket ended, in the reference's words.
#pragma once

#include <string_view>

namespace socketio {

/// Given to Socket::on_disconnecting() and on_disconnect().
enum class DisconnectReason {
  server_namespace_disconnect,  ///< Socket::disconnect()
  client_namespace_disconnect,  ///< the client left the namespace
  server_shutting_down,         ///< Server::close()
  ping_timeout,                 ///< the client did not answer a ping
  transport_close,              ///< the connection went away
  transport_error,              ///< I/O error, or a client that does not read
  parse_error,                  ///< undecodable Engine.IO packet
  forced_close,                 ///< the session was closed by the server, also after an invalid packet
  forced_server_close,          ///< no namespace was joined in time, or a packet at the wrong point
};

/// "server namespace disconnect", "transport close", ...
std::string_view to_string(DisconnectReason reason);

}  // namespace socketio
