#include "engineio/codec_v3.hpp"

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/base64.hpp"
#include "base/utf8.hpp"
#include "engineio/error.hpp"

namespace engineio::v3 {
namespace {

constexpr std::string_view base64_mark = "b4";
constexpr char type_byte = '\x04';
/// More digits than any body that fits into memory needs; fewer than could overflow.
constexpr std::size_t max_length_digits = 10;

constexpr char end_of_text_length = ':';
constexpr char end_of_binary_length = '\xff';
constexpr char text_flag = '\0';
constexpr char binary_flag = '\1';

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }
/// UTF-8 uses four bytes for what UTF-16 uses two code units for.
bool leads_a_pair(char byte) { return static_cast<unsigned char>(byte) >= 0xf0; }

std::size_t utf16_length(std::string_view utf8) {
  std::size_t units = 0;
  for (const char c : utf8) units += is_continuation(c) ? 0u : leads_a_pair(c) ? 2u : 1u;
  return units;
}

/// Bytes of the first `units` UTF-16 code units; nothing if there are fewer, or the last is half a character.
std::optional<std::size_t> bytes_of_units(std::string_view utf8, std::size_t units) {
  if (units > utf8.size()) return std::nullopt;
  std::size_t at = 0;
  for (; units > 0 && at < utf8.size(); ++at) {
    if (is_continuation(utf8[at])) continue;
    const std::size_t width = leads_a_pair(utf8[at]) ? 2 : 1;
    if (width > units) return std::nullopt;
    units -= width;
  }
  if (units > 0) return std::nullopt;
  while (at < utf8.size() && is_continuation(utf8[at])) ++at;
  return at;
}

/// Takes a length off `rest`: digits counted from `zero`, up to `end`.
std::optional<std::size_t> take_length(std::string_view& rest, char zero, char end) {
  std::size_t length = 0;
  for (std::size_t at = 0; at < rest.size() && at <= max_length_digits; ++at) {
    if (rest[at] == end) {
      rest.remove_prefix(at + 1);
      return at == 0 ? std::nullopt : std::optional(length);
    }
    const auto digit = static_cast<unsigned char>(rest[at] - zero);
    if (digit > 9) return std::nullopt;
    length = length * 10 + digit;
  }
  return std::nullopt;
}

/// One packet of a payload, not decoded yet.
struct Piece {
  std::string_view bytes;
  bool binary = false;
};

std::optional<Piece> take(std::string_view& rest, std::size_t length, bool binary) {
  if (length > rest.size()) return std::nullopt;
  const Piece piece{rest.substr(0, length), binary};
  rest.remove_prefix(length);
  return piece;
}

std::optional<Piece> take_from_text(std::string_view& rest) {
  const auto units = take_length(rest, '0', end_of_text_length);
  if (!units) return std::nullopt;
  const auto length = bytes_of_units(rest, *units);
  return length ? take(rest, *length, false) : std::nullopt;
}

std::optional<Piece> take_from_binary(std::string_view& rest) {
  if (rest.empty()) return std::nullopt;
  const char flag = rest.front();
  if (flag != text_flag && flag != binary_flag) return std::nullopt;
  rest.remove_prefix(1);
  const auto length = take_length(rest, '\0', end_of_binary_length);
  auto piece = length ? take(rest, *length, flag == binary_flag) : std::nullopt;
  if (piece && !piece->binary && !base::is_utf8(piece->bytes)) return std::nullopt;
  return piece;
}

/// Takes pieces off the body with `take_piece(rest)` until nothing is left, and decodes them.
template <class TakePiece>
DecodedPayload decode(const base::SharedBytes& body, std::size_t max_packets, TakePiece&& take_piece) {
  DecodedPayload result;
  std::string_view rest = body.view();
  do {
    const auto piece = max_packets-- > 0 ? take_piece(rest) : std::nullopt;
    if (!piece) return result.error = Errc::parse_error, result;
    if (piece->bytes.empty() && !piece->binary) continue;
    const auto start = static_cast<std::size_t>(piece->bytes.data() - body.data());
    auto packet = decode_frame({body.slice(start, piece->bytes.size()), piece->binary});
    if (!packet) return result.error = packet.error(), result;
    result.packets.push_back(*std::move(packet));
  } while (!rest.empty());
  return result;
}

std::string to_base64(std::string_view bytes) {
  std::string text(base64_mark);
  text.reserve(text.size() + base::base64_length(bytes.size()));
  base::base64_append(text, bytes);
  return text;
}

}  // namespace

base::Result<Packet> decode_packet(base::SharedBytes text) {
  if (!text.view().starts_with(base64_mark.front())) return engineio::decode_packet(std::move(text));
  if (!text.view().starts_with(base64_mark)) return Errc::parse_error;
  const auto bytes = base::base64_decode(text.view().substr(base64_mark.size()));
  if (!bytes) return Errc::parse_error;
  return Packet{PacketType::message, base::SharedBytes::copy(*bytes), true};
}

base::Result<Packet> decode_frame(Frame frame) {
  if (!frame.binary) return decode_packet(std::move(frame.bytes));
  if (!frame.bytes.view().starts_with(type_byte)) return Errc::parse_error;
  frame.bytes.remove_prefix(1);
  return Packet{PacketType::message, std::move(frame.bytes), true};
}

Frame encode_frame(const Frame& packet, bool base64) {
  if (!packet.binary) return packet;
  const std::string_view bytes = packet.bytes.view();
  if (base64) return Frame::text({to_base64(bytes)});
  return Frame::build(1 + bytes.size(), true, [&](char* out) {
    *out = type_byte;
    bytes.copy(out + 1, bytes.size());
  });
}

base::SharedBytes encode_payload(std::span<const Frame> packets) {
  std::string payload;
  for (const Frame& packet : packets) {
    const std::string base64 = packet.binary ? to_base64(packet.bytes.view()) : std::string{};
    const std::string_view text = packet.binary ? base64 : packet.bytes.view();
    payload += std::to_string(utf16_length(text));
    payload += end_of_text_length;
    payload += text;
  }
  return base::SharedBytes::copy(payload);
}

base::SharedBytes encode_binary_payload(std::span<const Frame> packets) {
  std::string payload;
  for (const Frame& packet : packets) {
    payload += packet.binary ? binary_flag : text_flag;
    for (const char digit : std::to_string(packet.bytes.size() + (packet.binary ? 1 : 0))) {
      payload += static_cast<char>(digit - '0');
    }
    payload += end_of_binary_length;
    if (packet.binary) payload += type_byte;
    payload += packet.bytes.view();
  }
  return base::SharedBytes::copy(payload);
}

DecodedPayload decode_payload(const base::SharedBytes& body, std::size_t max_packets) {
  if (!base::is_utf8(body.view())) return {{}, Errc::parse_error};
  return decode(body, max_packets, take_from_text);
}

DecodedPayload decode_binary_payload(const base::SharedBytes& body, std::size_t max_packets) {
  return decode(body, max_packets, take_from_binary);
}

}  // namespace engineio::v3
