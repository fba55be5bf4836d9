// engineio/trusted_proxies.hpp - whose word is taken on who a client is.
//
// Behind a proxy every client has the proxy's address; the proxy says in a header whom it speaks for. Anybody
// can send such a header, so it counts only where the TCP peer is a proxy of ours. A proxy sets one header
// and passes others on as its client sent them: so exactly one header counts, the one that it is known to
// set. See docs/decisions/0021-client-addresses.md. Thread: any (a value).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.hpp"

namespace engineio {

/// What looks like a mistake in the setup: clients that cannot be told apart share what one may take.
enum class ProxyDoubt : unsigned char {
  unlisted_proxy,  ///< a peer of a private network names a client in a header, and is not trusted
  silent_proxy,    ///< a trusted proxy asked for a session and named no client
};

/// Which peers are proxies, and how they name their clients.
struct TrustedProxies {
  std::vector<base::IpNetwork> networks;  ///< addresses of proxies; none: headers never count
  /// "X-Forwarded-For": a list to which each proxy adds whom it got the request from, read from the right up
  /// to the first address that is no proxy's. "Forwarded" (RFC 7239): the same. Any other name: a header with
  /// one address that the proxy always sets itself, such as Fly-Client-IP, X-Real-IP or CF-Connecting-IP.
  std::string header = "X-Forwarded-For";
  /// Called at the first handshake that gives rise to each doubt, with the TCP peer's address. Empty: a
  /// warning is logged.
  std::function<void(ProxyDoubt, std::string_view peer)> on_doubt = {};
};

}  // namespace engineio
