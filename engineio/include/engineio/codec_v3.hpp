// engineio/codec_v3.hpp - bytes <-> packets as Engine.IO 3 has them: pure functions, as in codec.hpp.
//
// What differs from protocol 4: a polling payload gives each packet's length, there is a binary form of it,
// and a binary packet carries its type.
//
// Protocol: Engine.IO 3, "Packet encoding" and "Payload encoding". Thread: any.
#pragma once

#include <cstddef>
#include <span>

#include "base/result.hpp"
#include "base/shared_bytes.hpp"
#include "engineio/codec.hpp"
#include "engineio/packet.hpp"

namespace engineio::v3 {

/// Decodes one text packet: type digit + data, or "b4" + base64 for a binary message. The result takes over
/// `text`'s block except for base64. @return Errc::parse_error for an empty text, an unknown type, bad
/// base64.
base::Result<Packet> decode_packet(base::SharedBytes text);

/// Decodes a WebSocket message. A binary frame is the byte 4 and the bytes of a message; text goes through
/// decode_packet(). @return Errc::parse_error for anything else.
base::Result<Packet> decode_frame(Frame frame);

/// The WebSocket form of a packet given in the form of protocol 4: a binary one gets the type byte, or
/// becomes the text "b4" + base64 for a client that cannot receive binary frames; text stays as it is.
Frame encode_frame(const Frame& packet, bool base64);

/// Text payload: "<length>:<packet>" for each. The length counts UTF-16 code units; a binary packet is
/// "b4" + base64. @pre text is UTF-8.
base::SharedBytes encode_payload(std::span<const Frame> packets);

/// Binary payload. For each packet: 0 (text) or 1 (binary), the length in bytes with one byte per decimal
/// digit, 255, and the packet, a binary one behind its type byte.
base::SharedBytes encode_binary_payload(std::span<const Frame> packets);

/// Splits and decodes a text payload. An empty body is a parse error; so are invalid UTF-8, a length that is
/// not all digits or ends within a character or behind the body, and more than `max_packets` packets. An
/// empty packet ("0:") is skipped. Cost: linear in the body.
DecodedPayload decode_payload(const base::SharedBytes& body, std::size_t max_packets);

/// The same for a binary payload.
DecodedPayload decode_binary_payload(const base::SharedBytes& body, std::size_t max_packets);

}  // namespace engineio::v3
