#include "engineio/codec.hpp"

#include <algorithm>
#include <utility>

#include "base/base64.hpp"
#include "base/utf8.hpp"
#include "engineio/error.hpp"

namespace engineio {
namespace {

constexpr char base64_mark = 'b';

bool is_packet_type(char digit) { return digit >= '0' && digit <= '6'; }

std::string to_base64_packet(std::string_view bytes) {
  std::string text;
  text.reserve(1 + base::base64_length(bytes.size()));
  text += base64_mark;
  base::base64_append(text, bytes);
  return text;
}

char* write_packet(char* out, const Frame& packet) {
  const std::string_view bytes = packet.bytes.view();
  if (!packet.binary) return std::copy(bytes.begin(), bytes.end(), out);
  const std::string text = to_base64_packet(bytes);
  return std::copy(text.begin(), text.end(), out);
}

base::Result<Packet> decode_base64_packet(std::string_view digits) {
  const auto bytes = base::base64_decode(digits);
  if (!bytes) return Errc::parse_error;
  return Packet{PacketType::message, base::SharedBytes::copy(*bytes), true};
}

}  // namespace

std::string encode_packet(PacketType type, std::string_view data) {
  std::string text(1, static_cast<char>(type));
  text += data;
  return text;
}

base::Result<Packet> decode_packet(base::SharedBytes text) {
  if (text.empty()) return Errc::parse_error;
  const char type = text.view()[0];
  if (type == base64_mark) return decode_base64_packet(text.view().substr(1));
  if (!is_packet_type(type)) return Errc::parse_error;
  text.remove_prefix(1);
  return Packet{static_cast<PacketType>(type), std::move(text), false};
}

base::Result<Packet> decode_frame(Frame frame) {
  if (frame.binary) return Packet{PacketType::message, std::move(frame.bytes), true};
  return decode_packet(std::move(frame.bytes));
}

Frame encode_base64_frame(const Frame& packet) {
  if (!packet.binary) return packet;
  return Frame::text({to_base64_packet(packet.bytes.view())});
}

std::size_t encoded_length(const Frame& packet) {
  return packet.binary ? 1 + base::base64_length(packet.bytes.size()) : packet.bytes.size();
}

base::SharedBytes encode_payload(std::span<const Frame> packets) {
  std::size_t size = packets.empty() ? 0 : packets.size() - 1;
  for (const Frame& packet : packets) size += encoded_length(packet);
  return base::SharedBytes::build(size, [&](char* out) {
    for (const Frame& packet : packets) {
      if (&packet != packets.data()) *out++ = record_separator;
      out = write_packet(out, packet);
    }
  });
}

DecodedPayload decode_payload(const base::SharedBytes& body, std::size_t max_packets) {
  DecodedPayload result;
  if (!base::is_utf8(body.view())) {
    result.error = Errc::parse_error;
    return result;
  }
  for (std::size_t start = 0; start <= body.size();) {
    const std::size_t end = std::min(body.view().find(record_separator, start), body.size());
    auto packet = decode_packet(body.slice(start, end - start));
    if (!packet || result.packets.size() == max_packets) {
      result.error = Errc::parse_error;
      return result;
    }
    result.packets.push_back(*std::move(packet));
    start = end + 1;
  }
  return result;
}

}  // namespace engineio
