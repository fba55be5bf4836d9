// engineio/src/address_limits.hpp - how many sessions and handshakes one client address may have.
//
// Counts by block: an IPv4 address, or the /64 of an IPv6 address. Both tables are ordered ones, so that no
// choice of addresses makes them slow. A client without an IP address is not limited.
// Thread: hub. Lifetime: owned by Engine.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string_view>

#include "base/ip_address.hpp"
#include "base/rate_limiter.hpp"
#include "base/timers.hpp"
#include "client_address.hpp"
#include "engineio/connection_error.hpp"
#include "engineio/options.hpp"

namespace engineio {

class AddressLimits {
 public:
  explicit AddressLimits(const Options& options);

  /// For a handshake: takes a token. @return the limit that is reached, or nothing.
  std::optional<LimitReached> admit(const Client& client, base::Timers::Clock::time_point now);
  /// Whether there is place for one session more; a handshake that had to wait is asked again.
  std::optional<LimitReached> check_sessions(const Client& client) const;

  /// A session of that client begins ...
  void add_session(const Client& client);
  /// ... and ends. `address` is its Handshake::client_address().
  void remove_session(std::string_view address);

 private:
  const std::size_t max_sessions_;
  std::map<base::IpAddress, std::size_t> sessions_;
  std::optional<base::RateLimiter<base::IpAddress>> handshakes_;
};

}  // namespace engineio
