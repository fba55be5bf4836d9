// engineio/src/net/shared_deflate.hpp - what the connections of one loop share of permessage-deflate.
//
// Without context takeover a message looks the same for everybody with the same window: it is compressed once
// per turn and loop, and one inflater does for all. The work of inflating is limited per turn: a connection
// whose few bytes became many waits for the next one.
//
// Thread: that of its loop. Lifetime: owned by the loop, as long as its connections.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/shared_bytes.hpp"
#include "engineio/network.hpp"
#include "engineio/packet.hpp"
#include "net/context_budget.hpp"
#include "net/deflate_negotiation.hpp"
#include "net/deflater.hpp"
#include "net/inflater.hpp"

namespace engineio::net {

class MessageDeflate;

class SharedDeflate {
 public:
  /// @pre network.per_message_deflate. Both must outlive it.
  SharedDeflate(const NetworkOptions& network, ContextBudget& budget);

  /// What an accepted offer gives its connection.
  std::unique_ptr<MessageDeflate> accept(const DeflateOffer& offer);

  /// A frame that is shared by all who ask for it this turn. Empty when it would not be shorter.
  base::SharedBytes compress_once(const Frame& frame, int window_bits);
  /// The frame of a message compressed by `deflater`, with all that it remembers.
  base::SharedBytes compress(const Frame& frame, Deflater& deflater);
  /// Inflates into `out`, by `inflater`.
  Inflater::Outcome inflate(std::string_view payload, Inflater& inflater, base::SharedBytes& out);

  const PerMessageDeflateOptions& options() const { return options_; }
  /// Without any memory of messages.
  Inflater& inflater();
  /// Enough was inflated in this turn.
  bool worked_enough() const { return inflated_bytes_ >= max_inflated_bytes; }
  void end_turn();

 private:
  /// Inflating so much takes half a millisecond.
  static constexpr std::size_t max_inflated_bytes = 256 * 1024;

  struct Window {
    std::unique_ptr<Deflater> deflater;
    Frame source;  // of this turn; keeps its bytes, so that no other message can be mistaken for it
    base::SharedBytes compressed;
  };

  base::SharedBytes frame_of_scratch(bool binary) const;

  const PerMessageDeflateOptions& options_;
  const std::size_t max_message_bytes_;
  ContextBudget& budget_;
  std::array<Window, 7> windows_;  // of 9 to 15 bits
  std::unique_ptr<Inflater> inflater_;
  std::string scratch_;
  std::size_t inflated_bytes_ = 0;  // of this turn, and what they were made of
  bool compressed_ = false;         // in this turn
};

}  // namespace engineio::net
