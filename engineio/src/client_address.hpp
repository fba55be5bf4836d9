// engineio/src/client_address.hpp - who sent a request: the TCP peer, or whom trusted proxies speak for.
//
// Costs a few reads of a short text, so it is asked for handshakes only. Thread: any (pure functions).
#pragma once

#include <optional>
#include <string>

#include "base/ip_address.hpp"
#include "engineio/http.hpp"
#include "engineio/trusted_proxies.hpp"

namespace engineio {

/// Whom a request is from.
struct Client {
  std::optional<base::IpAddress> address;  ///< nothing when the peer has no IP address
  bool secure = false;                     ///< came over TLS, to us or to a trusted proxy
  std::optional<ProxyDoubt> doubt;
};

Client client_of(const TrustedProxies& proxies, const HttpRequest& request);

/// Its address as text: the peer's own when it is the client.
std::string address_text(const Client& client, const HttpRequest& request);

}  // namespace engineio
