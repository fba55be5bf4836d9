// engineio/src/net/http_writer.hpp - the head of a response as bytes.
//
// Protocol: RFC 9112, 4 and 6. Thread: any (pure functions).
#pragma once

#include <string>
#include <string_view>

#include "engineio/http.hpp"

namespace engineio::net {

/// What the request and the connection decide about the response.
struct ResponseFraming {
  bool head_request = false;  ///< HEAD: Content-Length without a body
  bool close = false;         ///< "Connection: close"
  bool old_version = false;   ///< HTTP/1.0: staying open must be said
};

/// True when `response` is followed by its body.
bool has_body(const HttpResponse& response, const ResponseFraming& framing);

/// Appends status line, headers and the empty line. Content-Length and Connection are added unless the
/// response brings its own Content-Length.
void append_response_head(std::string& out, const HttpResponse& response, const ResponseFraming& framing);

/// Appends one header line; line breaks and NUL in it become spaces.
void append_header(std::string& out, std::string_view name, std::string_view value);

}  // namespace engineio::net
