// engineio/handshake.hpp - immutable facts of the request that opened a session.
#pragma once

#include <cstdint>
#include <string_view>

#include "engineio/http.hpp"

namespace engineio {

/// Owned by the Session, constant while it lives.
struct Handshake {
  HttpRequest request;          ///< headers, target, remote address; without body
  std::int64_t issued_unix_ms;  ///< when the session was created
  bool b64 = false;             ///< the client cannot receive binary frames

  std::string_view header(std::string_view name) const { return request.header(name); }
  Query query() const { return Query(request.query_string()); }
};

}  // namespace engineio
