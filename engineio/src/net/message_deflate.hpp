// engineio/src/net/message_deflate.hpp - permessage-deflate on one connection.
//
// Its contexts exist only with takeover, each from the first message that needs it.
// Protocol: RFC 7692, 6 and 7.2. Thread: that of its loop. Lifetime: owned by the connection's codec.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/shared_bytes.hpp"
#include "net/context_budget.hpp"
#include "net/deflate_negotiation.hpp"
#include "net/shared_deflate.hpp"

namespace engineio::net {

class MessageDeflate {
 public:
  /// `memory` is what the agreement's contexts may take.
  MessageDeflate(SharedDeflate& shared, const DeflateAgreement& agreement, ContextBudget::Share memory);

  const DeflateAgreement& agreement() const { return agreement_; }

  /// The whole frame, with its header. Empty when the message is to be sent as it is.
  base::SharedBytes compress(const Frame& frame);
  Inflater::Outcome inflate(std::string_view payload, base::SharedBytes& out);
  /// Nothing is to be inflated before the next turn.
  bool must_wait() const { return shared_.worked_enough(); }
  /// The longest payload of a compressed message that may be short enough.
  static constexpr std::size_t payload_limit(std::size_t max_message_bytes) {
    // What cannot be compressed gets longer: 5 bytes per block, and the blocks of a small encoder are short.
    const std::size_t extra = max_message_bytes / 64 + 64;
    return max_message_bytes < SIZE_MAX - extra ? max_message_bytes + extra : SIZE_MAX;
  }

 private:
  SharedDeflate& shared_;
  const DeflateAgreement agreement_;
  ContextBudget::Share memory_;
  std::unique_ptr<Deflater> deflater_;
  std::unique_ptr<Inflater> inflater_;
};

}  // namespace engineio::net
