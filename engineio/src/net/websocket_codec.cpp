#include "net/websocket_codec.hpp"

#include <cstring>
#include <websocketpp/frame.hpp>

#include "base/utf8.hpp"
#include "net/websocket_processor.hpp"

namespace engineio::net {
namespace {

namespace frame = websocketpp::frame;

/// websocketpp finds the byte order at its first conversion, unsynchronised: let that be before any thread.
[[maybe_unused]] const auto byte_order_found = websocketpp::lib::net::_htonll(1);

/// A complete, unfragmented, masked data frame at the front of `bytes`, without reserved bits.
struct PlainFrame {
  std::size_t header_bytes = 0;
  std::size_t payload_bytes = 0;
  bool binary = false;
};

enum class Look { plain, incomplete, too_big, other };

bool is_plain(frame::basic_header basic) {
  const bool data = basic.b0 == (frame::BHB0_FIN | frame::opcode::text) ||
                    basic.b0 == (frame::BHB0_FIN | frame::opcode::binary);
  return data && frame::get_masked(basic);
}

Look look_at(std::span<const char> bytes, std::size_t max_message_bytes, PlainFrame& out) {
  if (bytes.size() < 2) return Look::incomplete;
  const frame::basic_header basic(static_cast<std::uint8_t>(bytes[0]), static_cast<std::uint8_t>(bytes[1]));
  if (!is_plain(basic)) return Look::other;
  const std::size_t header_bytes = frame::get_header_len(basic);
  if (bytes.size() < header_bytes) return Look::incomplete;
  frame::extended_header extended;
  std::memcpy(extended.bytes, bytes.data() + 2, header_bytes - 2);
  const std::uint64_t payload_bytes = frame::get_payload_size(basic, extended);
  // A length in more bytes than it needs is a violation, which the processor words.
  if (frame::basic_header(frame::opcode::text, payload_bytes, true, true).b1 != basic.b1) return Look::other;
  if (payload_bytes > max_message_bytes) return Look::too_big;
  if (bytes.size() - header_bytes < payload_bytes) return Look::incomplete;
  out = {header_bytes, static_cast<std::size_t>(payload_bytes),
         frame::get_opcode(basic) == frame::opcode::binary};
  return Look::plain;
}

/// Copies and unmasks, eight bytes at a time: the read buffer is not aligned, so word access is by memcpy.
void unmask(char* out, const char* in, std::size_t size, const char* key) {
  char pattern[8];
  std::memcpy(pattern, key, 4);
  std::memcpy(pattern + 4, key, 4);
  std::uint64_t key_word = 0;
  std::memcpy(&key_word, pattern, 8);
  std::size_t at = 0;
  for (; at + 8 <= size; at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, in + at, 8);
    word ^= key_word;
    std::memcpy(out + at, &word, 8);
  }
  for (; at < size; ++at) out[at] = static_cast<char>(in[at] ^ pattern[at % 4]);
}

}  // namespace

WebsocketCodec::WebsocketCodec(const NetworkOptions& limits) : limits_(limits) {}
WebsocketCodec::~WebsocketCodec() = default;

std::size_t WebsocketCodec::decode(std::span<char> bytes, std::vector<WebsocketInput>& out) {
  std::size_t used = 0;
  while (violation_ == 0 && !closed_) {
    const std::span<char> rest = bytes.subspan(used);
    const std::size_t step = processor_ ? decode_other(rest, out) : decode_plain(rest, out);
    if (step == 0) break;
    used += step;
  }
  return used;
}

/// Reads the plain frames at the front; the first that is not plain goes to the processor.
std::size_t WebsocketCodec::decode_plain(std::span<char> bytes, std::vector<WebsocketInput>& out) {
  std::size_t frames_bytes = 0;
  std::size_t payloads_bytes = 0;
  PlainFrame frame;
  Look look = Look::plain;
  while ((look = look_at(bytes.subspan(frames_bytes), limits_.max_message_bytes, frame)) == Look::plain) {
    frames_bytes += frame.header_bytes + frame.payload_bytes;
    payloads_bytes += frame.payload_bytes;
  }
  if (frames_bytes > 0) return take_plain(bytes.first(frames_bytes), payloads_bytes, out);
  if (look == Look::too_big) violation_ = close_code::message_too_big;
  if (look != Look::other) return 0;
  processor_ = std::make_unique<WebsocketProcessor>(limits_);
  return decode_other(bytes, out);
}

std::size_t WebsocketCodec::take_plain(std::span<const char> frames, std::size_t payloads_bytes,
                                       std::vector<WebsocketInput>& out) {
  const auto for_each_frame = [&](auto&& visit) {
    PlainFrame frame;
    for (std::size_t at = 0; at < frames.size(); at += frame.header_bytes + frame.payload_bytes) {
      look_at(frames.subspan(at), limits_.max_message_bytes, frame);
      visit(frame, frames.data() + at + frame.header_bytes);
    }
  };
  const auto block = base::SharedBytes::build(payloads_bytes, [&](char* to) {
    for_each_frame([&](const PlainFrame& frame, const char* payload) {
      unmask(to, payload, frame.payload_bytes, payload - 4);
      to += frame.payload_bytes;
    });
  });
  std::size_t offset = 0;
  for_each_frame([&](const PlainFrame& frame, const char*) {
    const base::SharedBytes payload = block.slice(offset, frame.payload_bytes);
    offset += frame.payload_bytes;
    if (violation_ != 0) return;
    if (!frame.binary && !base::is_utf8(payload.view())) {
      violation_ = close_code::invalid_payload;
      return;
    }
    out.push_back({.frame = {payload, frame.binary}});
  });
  return frames.size();
}

std::size_t WebsocketCodec::decode_other(std::span<char> bytes, std::vector<WebsocketInput>& out) {
  WebsocketProcessor::Step step = processor_->read(bytes);
  violation_ = step.violation;
  if (violation_ == 0 && step.input) {
    closed_ = step.input->kind == WebsocketInput::Kind::close;
    out.push_back(std::move(*step.input));
  }
  if (processor_->idle()) processor_.reset();
  return step.used;
}

FrameHeader::FrameHeader(Opcode opcode, std::size_t payload_bytes) {
  const frame::basic_header basic(static_cast<frame::opcode::value>(opcode), payload_bytes, true, false);
  const frame::extended_header extended(payload_bytes);
  size_ = frame::get_header_len(basic);
  bytes_[0] = static_cast<char>(basic.b0);
  bytes_[1] = static_cast<char>(basic.b1);
  std::memcpy(bytes_ + 2, extended.bytes, size_ - 2);
}

}  // namespace engineio::net
