// engineio/src/net/deflate_negotiation.hpp - which permessage-deflate a client offers, and what we agree to.
//
// A client lists offers in the order of its preference. One with an unknown, repeated or invalid parameter,
// or with a wish that zlib cannot fulfil, is passed over; the first of the others is taken.
// Protocol: RFC 7692, 5 and 7.1. Thread: any (pure functions).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engineio/http.hpp"
#include "engineio/per_message_deflate.hpp"

namespace engineio::net {

/// An offer that can be accepted.
struct DeflateOffer {
  bool server_no_context_takeover = false;
  bool client_no_context_takeover = false;
  std::uint8_t server_max_window_bits = 0;  ///< 0: the client did not ask for a limit
  std::uint8_t client_max_window_bits = 0;  ///< 0: the client must not be told one; else what it would use
};

struct DeflateOffers {
  bool malformed = false;  ///< the header is no list of extensions (RFC 6455, 9.1: refuse the request)
  std::optional<DeflateOffer> first;  ///< that can be accepted
};

/// Reads every Sec-WebSocket-Extensions header.
DeflateOffers find_deflate_offer(const HttpRequest& request);

/// How one connection is compressed.
struct DeflateAgreement {
  bool server_takeover = false;
  bool client_takeover = false;
  std::uint8_t server_window_bits = 15;
  std::uint8_t client_window_bits = 15;
  bool tell_server_window_bits = false;
  bool tell_client_window_bits = false;

  /// What the contexts of this connection take when they are all in use; 0 without takeover.
  std::size_t context_bytes(int mem_level) const;
  /// The value of Sec-WebSocket-Extensions in the 101.
  std::string header() const;
};

DeflateAgreement agree(const DeflateOffer& offer, const PerMessageDeflateOptions& options);

}  // namespace engineio::net
