// socketio/src/legacy.hpp - what is different for the clients of before: Socket.IO 1.x and 2.x, on
// Engine.IO 3.
//
// They are in "/" without asking, name the credentials of other namespaces in a query, and compute the ids of
// their sockets themselves.
//
// Protocol: Socket.IO 4 and 3, "CONNECT" and "ERROR". Thread: any (pure functions).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "socketio/socket.hpp"

namespace socketio::legacy {

/// A longer query costs the connection.
inline constexpr std::size_t max_query_bytes = 8'192;

/// What stands behind the '?' of "/custom?token=abc", "" without one.
std::string_view query_of(std::string_view target);
/// What stands in front of it: the namespace.
std::string_view namespace_of(std::string_view target);
/// {"token":"abc"}: the query as a JSON object. Of repeated names the last value counts; names and values
/// that are not UTF-8 once decoded are left out.
std::string auth_of(std::string_view target);

/// The session's id in "/", "/custom#<the session's id>" elsewhere.
SocketId socket_id(std::string_view nsp, std::string_view session_id);

/// The payload of ERROR: the data if there is some, else the message as a JSON string.
std::string error_payload(const Reject& reason);

}  // namespace socketio::legacy
