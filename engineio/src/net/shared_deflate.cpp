#include "net/shared_deflate.hpp"

#include <algorithm>
#include <utility>

#include "net/message_deflate.hpp"

namespace engineio::net {
namespace {

constexpr int least_window_bits = 9;
constexpr unsigned rsv1 = 0x40;
/// More than this is given back at the end of the turn.
constexpr std::size_t max_kept_scratch = 256 * 1024;

}  // namespace

SharedDeflate::SharedDeflate(const NetworkOptions& network, ContextBudget& budget)
    : options_(*network.per_message_deflate),
      max_message_bytes_(network.max_message_bytes),
      budget_(budget) {}

std::unique_ptr<MessageDeflate> SharedDeflate::accept(const DeflateOffer& offer) {
  DeflateAgreement agreement = agree(offer, options_);
  ContextBudget::Share memory;
  if (const std::size_t bytes = agreement.context_bytes(options_.mem_level); bytes > 0) {
    memory = budget_.take(bytes);
    if (!memory) agreement.server_takeover = agreement.client_takeover = false;
  }
  return std::make_unique<MessageDeflate>(*this, agreement, std::move(memory));
}

base::SharedBytes SharedDeflate::compress_once(const Frame& frame, int window_bits) {
  Window& window = windows_[static_cast<std::size_t>(window_bits - least_window_bits)];
  if (same_bytes(window.source.bytes, frame.bytes) && window.source.binary == frame.binary) {
    return window.compressed;
  }
  if (window.deflater) {
    window.deflater->reset();
  } else {
    window.deflater = std::make_unique<Deflater>(window_bits, options_.level, options_.mem_level);
  }
  window.compressed = compress(frame, *window.deflater);
  window.source = frame;
  compressed_ = true;
  // Whoever has no context may get any message as it is.
  if (window.compressed.size() >= frame_header_bytes(frame.bytes.size()) + frame.bytes.size()) {
    window.compressed = {};
  }
  return window.compressed;
}

base::SharedBytes SharedDeflate::compress(const Frame& frame, Deflater& deflater) {
  deflater.deflate(frame.bytes.view(), scratch_);
  return frame_of_scratch(frame.binary);
}

base::SharedBytes SharedDeflate::frame_of_scratch(bool binary) const {
  const std::size_t header = frame_header_bytes(scratch_.size());
  return base::SharedBytes::build(header + scratch_.size(), [&](char* out) {
    write_frame_header(out, binary, scratch_.size());
    *out = static_cast<char>(static_cast<unsigned char>(*out) | rsv1);
    std::copy(scratch_.begin(), scratch_.end(), out + header);
  });
}

Inflater& SharedDeflate::inflater() {
  if (inflater_) {
    inflater_->reset();
  } else {
    inflater_ = std::make_unique<Inflater>(15);
  }
  return *inflater_;
}

Inflater::Outcome SharedDeflate::inflate(std::string_view payload, Inflater& inflater,
                                         base::SharedBytes& out) {
  const Inflater::Outcome outcome = inflater.inflate(payload, max_message_bytes_, scratch_);
  inflated_bytes_ += payload.size() + scratch_.size();
  if (outcome == Inflater::Outcome::done) out = base::SharedBytes::copy(scratch_);
  return outcome;
}

void SharedDeflate::end_turn() {
  inflated_bytes_ = 0;
  if (scratch_.capacity() > max_kept_scratch) scratch_ = {};
  if (!std::exchange(compressed_, false)) return;
  for (Window& window : windows_) {
    window.source = {};
    window.compressed = {};
  }
}

}  // namespace engineio::net
