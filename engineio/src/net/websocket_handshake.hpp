// engineio/src/net/websocket_handshake.hpp - may this request become a WebSocket, and the 101 that says yes.
//
// Protocol: RFC 6455, 4.2. Thread: any (pure functions).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engineio/http.hpp"

namespace engineio::net {

/// Judges an HTTP/1.1 request. An Upgrade field that no Connection field names is no upgrade (RFC 9110, 7.8).
HttpRequest::Upgrade upgrade_of(const HttpRequest& request);

/// The Sec-WebSocket-Accept value for a Sec-WebSocket-Key.
std::string accept_key(std::string_view key);

/// Appends the whole 101 response. `extensions`: what was agreed to, "" for none.
void append_switching_protocols(std::string& out, std::string_view key, std::string_view extensions,
                                const std::vector<HttpHeader>& headers);

}  // namespace engineio::net
