// endpoint.hpp - where the Engine.IO server listens, and how its requests begin.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bench {

/// Lifetime: outlives every connection to it.
struct Endpoint {
  std::uint16_t port = 0;
  std::string path;
  bool reset = false;  ///< close with RST

  /// Request line and Host header. `session` may be empty: a new session.
  std::string request_start(std::string_view method, std::string_view transport,
                            std::string_view session) const;
};

}  // namespace bench
