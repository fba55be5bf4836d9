// endpoint.hpp - where the Engine.IO server listens, how its requests begin, and how a client joins "/".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bench {

/// Lifetime: outlives every connection to it.
struct Endpoint {
  std::uint16_t port = 0;
  std::string path;
  bool reset = false;                 ///< close with RST
  std::string connect_packet = "40";  ///< of the namespace "/", with what it is told about the client

  /// Request line and Host header. `session` may be empty: a new session.
  std::string request_start(std::string_view method, std::string_view transport,
                            std::string_view session) const;
};

}  // namespace bench
