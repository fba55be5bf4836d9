#include "net/message_deflate.hpp"

#include <utility>

namespace engineio::net {

MessageDeflate::MessageDeflate(SharedDeflate& shared, const DeflateAgreement& agreement,
                               ContextBudget::Share memory)
    : shared_(shared), agreement_(agreement), memory_(std::move(memory)) {}

base::SharedBytes MessageDeflate::compress(const Frame& frame) {
  const PerMessageDeflateOptions& options = shared_.options();
  if (!frame.compress || frame.bytes.size() < options.threshold || frame.bytes.empty()) return {};
  if (!agreement_.server_takeover) return shared_.compress_once(frame, agreement_.server_window_bits);
  if (!deflater_) {
    deflater_ = std::make_unique<Deflater>(agreement_.server_window_bits, options.level, options.mem_level);
  }
  return shared_.compress(frame, *deflater_);
}

Inflater::Outcome MessageDeflate::inflate(std::string_view payload, base::SharedBytes& out) {
  if (!agreement_.client_takeover) return shared_.inflate(payload, shared_.inflater(), out);
  if (!inflater_) inflater_ = std::make_unique<Inflater>(agreement_.client_window_bits);
  return shared_.inflate(payload, *inflater_, out);
}

}  // namespace engineio::net
