// engineio/codec.hpp - bytes <-> packets: pure functions, the surface that golden files pin and fuzzers beat.
//
// Protocol: Engine.IO 4, "Packet encoding" and "Payload encoding". Thread: any.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/result.hpp"
#include "base/shared_bytes.hpp"
#include "engineio/packet.hpp"

namespace engineio {

/// Between two packets of a polling payload.
inline constexpr char record_separator = '\x1e';

/// Text form of a packet without a payload, e.g. "2", "6"; or with one, e.g. "3probe".
std::string encode_packet(PacketType type, std::string_view data = {});

/// Decodes one text packet: type digit + data, or 'b' + base64 for a binary message.
/// The result takes over `text`'s block except for base64. @return Errc::parse_error for an empty text, an
/// unknown type, or bad base64.
base::Result<Packet> decode_packet(base::SharedBytes text);

/// Decodes a WebSocket message: binary frames are messages, text goes through decode_packet().
base::Result<Packet> decode_frame(Frame frame);

/// The WebSocket form for a client that cannot receive binary frames: 'b' + base64 for a binary frame,
/// anything else as it is.
Frame encode_base64_frame(const Frame& packet);

/// Length of `packet` in a polling payload, without separators.
std::size_t encoded_length(const Frame& packet);

/// Joins packets to a polling payload; a binary frame becomes 'b' + base64. One allocation.
base::SharedBytes encode_payload(std::span<const Frame> packets);

/// What could be decoded in front of the first bad packet, and whether there was a bad one.
/// (Packets before it are delivered, packets behind it are not looked at.)
struct DecodedPayload {
  std::vector<Packet> packets;  ///< those in front of the first bad one
  std::error_code error;        ///< none when all packets are good
};

/// Splits and decodes a polling body. An empty body is a parse error; so is invalid UTF-8, and more than
/// `max_packets` packets.
DecodedPayload decode_payload(const base::SharedBytes& body, std::size_t max_packets);

}  // namespace engineio
