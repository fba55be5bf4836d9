// engineio/refusals.hpp - how many requests a server refused, by reason, since it was made.
//
// Thread: any (a value).
#pragma once

#include <cstdint>

namespace engineio {

/// Counters that only grow.
struct Refusals {
  std::uint64_t origin = 0;                ///< CorsOptions::strict, and the origin is not allowed
  std::uint64_t sessions_per_address = 0;  ///< Options::max_sessions_per_address
  std::uint64_t handshake_rate = 0;        ///< Options::handshake_burst and handshake_rate
  std::uint64_t application = 0;           ///< allow_request, a middleware or generate_id refused
  /// 503: Options::max_sessions, max_waiting_requests, application_timeout, or stop_accepting() was called.
  std::uint64_t overload = 0;
  std::uint64_t invalid = 0;  ///< the request broke the protocol, or its session is unknown
};

}  // namespace engineio
