// engineio/src/payload_format.hpp - how the payloads of one polling session look.
//
// Fixed by the request that opened it: its protocol, whether it can receive binary bodies, and JSONP.
// Thread: any (a constant value).
#pragma once

#include <cstddef>
#include <span>

#include "engineio/codec.hpp"
#include "engineio/handshake.hpp"
#include "engineio/http.hpp"
#include "engineio/options.hpp"
#include "engineio/session.hpp"

namespace engineio {

class PayloadFormat {
 public:
  PayloadFormat(const Options& options, Protocol protocol, const Handshake& handshake);

  /// Gives the answer of a poll its body and the headers that say what it is. @param handshake the same.
  void write(HttpResponse& response, std::span<const Frame> packets, const Handshake& handshake) const;
  /// False for a POST with a type of content that the protocol does not have.
  bool accepts(const HttpRequest& post) const;
  /// The packets of a POST. @pre accepts(post).
  DecodedPayload read(const HttpRequest& post, std::size_t max_packets) const;

 private:
  bool wants_binary(std::span<const Frame> packets) const;
  base::SharedBytes text(std::span<const Frame> packets) const;
  DecodedPayload read_text(const base::SharedBytes& body, std::size_t max_packets) const;

  Protocol protocol_;
  bool base64_;
  bool jsonp_;
};

}  // namespace engineio
