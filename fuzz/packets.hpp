// fuzz/packets.hpp - what every decoded Socket.IO packet must be, whatever format it came in.
#pragma once

#include <string>
#include <vector>

#include "placeholders.hpp"
#include "socketio/parser.hpp"
#include "strict_json.hpp"
#include "target.hpp"

namespace fuzz {

inline socketio::DecoderLimits small_limits() {
  return {.max_attachments = 3, .max_attachment_bytes = 100, .max_depth = 12};
}

inline bool is_event(socketio::PacketType type) {
  return type == socketio::PacketType::event || type == socketio::PacketType::binary_event;
}
inline bool is_ack(socketio::PacketType type) {
  return type == socketio::PacketType::ack || type == socketio::PacketType::binary_ack;
}

/// What Decoder::add_text() promises.
inline void check_packet(const socketio::Packet& packet) {
  const auto limits = small_limits();
  FUZZ_CHECK(packet.nsp.starts_with('/') && packet.nsp.find(',') == std::string_view::npos);
  FUZZ_CHECK(!packet.id || *packet.id <= (std::uint64_t{1} << 53) - 1);
  FUZZ_CHECK(packet.attachments.size() <= limits.max_attachments);
  if (packet.data.empty()) return;
  const StrictJson json(packet.data);
  FUZZ_CHECK(json.valid() && json.depth() <= limits.max_depth + 1);  // a placeholder is an object, too
  const auto data = socketio::RawJson::trusted(packet.data, packet.attachments);
  if (is_event(packet.type) || is_ack(packet.type)) FUZZ_CHECK(data.is_array());
  if (is_event(packet.type)) FUZZ_CHECK(data.size() > 0);
  if (packet.type == socketio::PacketType::connect) FUZZ_CHECK(data.is_object());
  FUZZ_CHECK(packet.type != socketio::PacketType::disconnect);
  if (packet.attachments.empty()) return;
  for (const auto& placeholder : socketio::find_placeholders(packet.data)) {
    FUZZ_CHECK(placeholder.number && *placeholder.number < packet.attachments.size());
  }
}

/// With the BINARY_ forms as what they are forms of.
inline socketio::PacketType plain(socketio::PacketType type) {
  return is_event(type) ? socketio::PacketType::event : is_ack(type) ? socketio::PacketType::ack : type;
}

inline std::string described(const socketio::Packet& packet) {
  std::string text(1, static_cast<char>(plain(packet.type)));
  text.append(packet.nsp).append(",").append(packet.id ? std::to_string(*packet.id) : "").append(packet.data);
  for (const auto& attachment : packet.attachments) text.append("|").append(attachment.view());
  return text;
}

/// Gives the decoder what the encoder made. Only what the limits allow may come back as an error.
inline base::Result<std::optional<socketio::Packet>> decode(socketio::Decoder& decoder,
                                                            const socketio::EncodedPacket& encoded) {
  auto frame = encoded.message.packet();
  if (!encoded.message.is_binary()) {
    FUZZ_CHECK(frame.view().starts_with('4'));
    frame.remove_prefix(1);
  }
  auto packet = encoded.message.is_binary() ? decoder.add_binary(frame) : decoder.add_text(frame);
  for (const auto& attachment : encoded.attachments) {
    FUZZ_CHECK(packet && !*packet);
    packet = decoder.add_binary(attachment.packet());
  }
  return packet;
}

}  // namespace fuzz
