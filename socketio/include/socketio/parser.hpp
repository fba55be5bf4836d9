// socketio/parser.hpp - packets <-> text and attachments.
//
// Protocol: Socket.IO 5, "Packet encoding". Thread: one Decoder per connection, hub.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engineio/packet.hpp"
#include "socketio/json.hpp"
#include "socketio/packet.hpp"

namespace socketio {

class JsonValidator;

/// A packet as Engine.IO messages: the text, then its attachments, which nothing may be put between.
struct EncodedPacket {
  engineio::Message text;
  std::vector<engineio::Message> attachments;
  std::string offset = {};  ///< of an event that connection state recovery keeps; else ""
};

/// Encodes `json` (a finished value, or empty for no payload). An event or ack with attachments becomes
/// BINARY_EVENT or BINARY_ACK.
EncodedPacket encode_packet(PacketType type, std::string_view nsp, std::optional<std::uint64_t> id,
                            std::string_view json, std::span<const base::SharedBytes> attachments = {});

struct DecoderLimits {
  std::size_t max_attachments = 10;
  std::size_t max_attachment_bytes = 4'000'000;
};

/// Puts packets together from Engine.IO messages; holds at most one that still waits for attachments.
class Decoder {
 public:
  /// @param validator  must outlive the decoder.
  Decoder(JsonValidator& validator, DecoderLimits limits) : validator_(&validator), limits_(limits) {}

  /// A text message. @return the packet, nothing while attachments are awaited, or an Errc: the connection
  /// must then be closed.
  base::Result<std::optional<Packet>> add_text(const base::SharedBytes& text);
  /// A binary message; results as add_text().
  base::Result<std::optional<Packet>> add_binary(const base::SharedBytes& bytes);
  bool awaiting_attachments() const { return pending_ != nullptr; }

 private:
  std::error_code read(const base::SharedBytes& text, Packet& packet, std::size_t& expected);

  struct Pending;
  struct Deleter {
    void operator()(Pending* pending) const;
  };

  JsonValidator* validator_;
  DecoderLimits limits_;
  std::unique_ptr<Pending, Deleter> pending_;
};

}  // namespace socketio
