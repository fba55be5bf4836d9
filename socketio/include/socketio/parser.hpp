// socketio/parser.hpp - packets <-> Engine.IO messages: the seam for other formats.
//
// A Server has one Parser (Options::parser); it encodes every packet and makes a Decoder for each connection.
// Clients must use the same one; nothing on the wire says which.
// Protocol: Socket.IO 5, "Packet encoding" and "Custom parser". Thread: hub.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engineio/packet.hpp"
#include "socketio/json.hpp"
#include "socketio/packet.hpp"

namespace socketio {

/// A packet as Engine.IO messages: one, then its attachments, which nothing may be put between.
struct EncodedPacket {
  engineio::Message message;                   ///< text, unless the format is a binary one
  std::vector<engineio::Message> attachments;  ///< binary; only the default format has any
  std::string offset = {};                     ///< of an event that connection state recovery keeps; else ""
};

/// What a peer's packet may be at most; anything beyond closes its connection.
struct DecoderLimits {
  std::size_t max_attachments = 10;              ///< Binary values of one packet, however they travel
  std::size_t max_attachment_bytes = 4'000'000;  ///< of those that follow their packet as own messages
  std::size_t max_depth = 128;                   ///< arrays and objects inside each other in the payload
};

/// Puts the packets of one connection together from its messages. Lifetime: ends before its Parser.
class Decoder {
 public:
  virtual ~Decoder() = default;
  /// A text message. @return the packet, nothing while attachments are awaited, or an error: the connection
  /// must then be closed. An error has a text that may be shown to the application.
  ///
  /// The packet's `data` is JSON that was checked: it has the shape that its type asks for, and its
  /// placeholders name attachments that are there. Its id is at most 2^53 - 1, its nsp begins with '/' and
  /// has no ','.
  virtual base::Result<std::optional<Packet>> add_text(const base::SharedBytes& text) = 0;
  /// A binary message; results as add_text().
  virtual base::Result<std::optional<Packet>> add_binary(const base::SharedBytes& bytes) = 0;
};

/// The format of one Server. Lifetime: owned by the server, outlives its decoders.
class Parser {
 public:
  virtual ~Parser() = default;
  /// @param type         CONNECT, DISCONNECT, EVENT, ACK or CONNECT_ERROR; never a BINARY_ one.
  /// @param json         a finished value, or empty for no payload.
  /// @param attachments  what the placeholders in `json` refer to. Other than events and acks may only have
  ///                     some in a format that has a place for them; the default one has none.
  virtual EncodedPacket encode(PacketType type, std::string_view nsp, std::optional<std::uint64_t> id,
                               std::string_view json, Attachments attachments) = 0;
  /// The same for what has no attachments.
  EncodedPacket encode(PacketType type, std::string_view nsp, std::optional<std::uint64_t> id = {},
                       std::string_view json = {}) {
    return encode(type, nsp, id, json, {});
  }
  /// One for each connection.
  virtual std::unique_ptr<Decoder> make_decoder() = 0;
};

/// The format of the protocol document, which every client speaks unless told otherwise: text, then
/// attachments. An event or ack with attachments becomes BINARY_EVENT or BINARY_ACK.
std::unique_ptr<Parser> make_json_parser(const DecoderLimits& limits);

/// The format of socket.io-msgpack-parser 3: one binary message for each packet. Handlers see no difference.
///
/// Of what clients send, dates arrive as strings as JSON.stringify has them; undefined, NaN and infinities as
/// null; buffers, ArrayBuffers and typed arrays as Binary. What is sent to them: whole numbers as integers in
/// their shortest form, other numbers as 64-bit floats, Binary as the bin type.
std::unique_ptr<Parser> make_msgpack_parser(const DecoderLimits& limits);

}  // namespace socketio
