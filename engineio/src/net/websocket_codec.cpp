#include "net/websocket_codec.hpp"

#include <array>
#include <cstring>
#include <utility>
#include <websocketpp/frame.hpp>

#include "base/utf8.hpp"
#include "net/message_deflate.hpp"
#include "net/websocket_processor.hpp"

namespace engineio::net {
namespace {

namespace frame = websocketpp::frame;

/// websocketpp finds the byte order at its first conversion, unsynchronised: let that be before any thread.
[[maybe_unused]] const auto byte_order_found = websocketpp::lib::net::_htonll(1);

/// A complete, unfragmented, masked data frame at the front of some bytes, without reserved bits.
struct PlainFrame {
  std::size_t header_bytes = 0;  // the last four are the mask
  std::size_t payload_bytes = 0;
  bool binary = false;
  std::size_t size() const { return header_bytes + payload_bytes; }
};

enum class Look { plain, incomplete, too_big, other };

constexpr unsigned fin_text = frame::BHB0_FIN | frame::opcode::text;
constexpr unsigned fin_binary = frame::BHB0_FIN | frame::opcode::binary;
constexpr std::size_t mask_bytes = 4;

unsigned byte_at(std::span<const char> bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

std::uint64_t big_endian(std::span<const char> bytes) {
  std::uint64_t number = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) number = number << 8 | byte_at(bytes, at);
  return number;
}

/// The length when it takes `length_bytes` behind the first two.
Look look_at_long(std::span<const char> bytes, std::size_t length_bytes, PlainFrame& out) {
  out.header_bytes = 2 + length_bytes + mask_bytes;
  if (bytes.size() < out.header_bytes) return Look::incomplete;
  const std::uint64_t length = big_endian(bytes.subspan(2, length_bytes));
  // A length in more bytes than it needs is a violation, which the processor words.
  if (length < (length_bytes == 2 ? 126U : 0x10000U)) return Look::other;
  out.payload_bytes = length;
  return Look::plain;
}

inline Look look_at(std::span<const char> bytes, std::size_t max_message_bytes, PlainFrame& out) {
  if (bytes.size() < 2) return Look::incomplete;
  const unsigned first = byte_at(bytes, 0);
  const unsigned second = byte_at(bytes, 1);
  if ((first != fin_text && first != fin_binary) || (second & frame::BHB1_MASK) == 0) return Look::other;
  out.binary = first == fin_binary;
  out.header_bytes = 2 + mask_bytes;
  out.payload_bytes = second & frame::BHB1_PAYLOAD;
  if (out.payload_bytes > frame::limits::payload_size_basic) {
    const std::size_t length_bytes = out.payload_bytes == frame::payload_size_code_16bit ? 2 : 8;
    if (const Look look = look_at_long(bytes, length_bytes, out); look != Look::plain) return look;
  }
  if (out.payload_bytes > max_message_bytes) return Look::too_big;
  if (bytes.size() < out.header_bytes || bytes.size() - out.header_bytes < out.payload_bytes) {
    return Look::incomplete;
  }
  return Look::plain;
}

/// Copies and unmasks, a block at a time; the read buffer is not aligned, so blocks are moved by memcpy.
void unmask(char* out, const char* in, std::size_t size, const char* key) {
  using Block = std::array<std::uint64_t, 4>;  // in registers as wide as the machine has them
  char pattern[sizeof(std::uint64_t)];
  std::memcpy(pattern, key, mask_bytes);
  std::memcpy(pattern + mask_bytes, key, mask_bytes);
  std::uint64_t key_word = 0;
  std::memcpy(&key_word, pattern, sizeof key_word);
  std::size_t at = 0;
  for (; at + sizeof(Block) <= size; at += sizeof(Block)) {
    Block block;
    std::memcpy(block.data(), in + at, sizeof block);
    for (std::uint64_t& word : block) word ^= key_word;
    std::memcpy(out + at, block.data(), sizeof block);
  }
  for (; at + sizeof key_word <= size; at += sizeof key_word) {
    std::uint64_t word = 0;
    std::memcpy(&word, in + at, sizeof word);
    word ^= key_word;
    std::memcpy(out + at, &word, sizeof word);
  }
  for (; at < size; ++at) out[at] = static_cast<char>(in[at] ^ pattern[at % mask_bytes]);
}

}  // namespace

WebsocketCodec::WebsocketCodec(const NetworkOptions& limits) : WebsocketCodec(limits, nullptr) {}
WebsocketCodec::WebsocketCodec(const NetworkOptions& limits, std::unique_ptr<MessageDeflate> deflate)
    : limits_(limits), deflate_(std::move(deflate)) {}
WebsocketCodec::~WebsocketCodec() = default;

std::size_t WebsocketCodec::decode(std::span<char> bytes, std::vector<WebsocketInput>& out) {
  std::size_t used = 0;
  must_wait_ = false;
  while (violation_ == 0 && !closed_) {
    if (deflate_ && deflate_->must_wait()) {
      must_wait_ = used < bytes.size();
      break;
    }
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
    frames_bytes += frame.size();
    payloads_bytes += frame.payload_bytes;
  }
  if (frames_bytes > 0) return take_plain(bytes.first(frames_bytes), payloads_bytes, out);
  if (look == Look::too_big) violation_ = close_code::message_too_big;
  if (look != Look::other) return 0;
  processor_ = std::make_unique<WebsocketProcessor>(limits_, deflate_.get());
  return decode_other(bytes, out);
}

/// One block for the payloads of all frames. A text that is no UTF-8 ends the reading.
std::size_t WebsocketCodec::take_plain(std::span<const char> frames, std::size_t payloads_bytes,
                                       std::vector<WebsocketInput>& out) {
  base::SharedBytes rest =
      base::SharedBytes::build(payloads_bytes, [&](char* to) { unmask_all(to, frames); });
  PlainFrame frame;
  for (std::size_t at = 0; at < frames.size(); at += frame.size()) {
    look_at(frames.subspan(at), limits_.max_message_bytes, frame);
    const bool last = at + frame.size() == frames.size();
    base::SharedBytes payload = last ? std::exchange(rest, {}) : rest.slice(0, frame.payload_bytes);
    rest.remove_prefix(frame.payload_bytes);
    if (!frame.binary && !base::is_utf8(payload.view())) {
      violation_ = close_code::invalid_payload;
      break;
    }
    out.push_back({.kind = WebsocketInput::Kind::message,
                   .code = close_code::none,
                   .frame = {std::move(payload), frame.binary}});
  }
  return frames.size();
}

void WebsocketCodec::unmask_all(char* to, std::span<const char> frames) const {
  PlainFrame frame;
  for (std::size_t at = 0; at < frames.size(); at += frame.size()) {
    look_at(frames.subspan(at), limits_.max_message_bytes, frame);
    const char* const payload = frames.data() + at + frame.header_bytes;
    unmask(to, payload, frame.payload_bytes, payload - mask_bytes);
    to += frame.payload_bytes;
  }
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

FrameHeader::FrameHeader(Opcode opcode, std::size_t payload_bytes)
    : size_(frame_header_bytes(payload_bytes)) {
  write_frame_header(bytes_, false, payload_bytes);
  bytes_[0] = static_cast<char>(frame::BHB0_FIN | static_cast<unsigned>(opcode));
}

}  // namespace engineio::net
