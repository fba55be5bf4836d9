// One binary message in the format of socket.io-msgpack-parser. What was decoded is a packet like any other:
// encoded again, in either format that has such a packet, it means the same.

#include <optional>
#include <string_view>

#include "packets.hpp"
#include "target.hpp"

using socketio::Packet;

namespace {

Packet decoded(socketio::Parser& parser, const socketio::EncodedPacket& encoded) {
  const auto decoder = parser.make_decoder();
  auto packet = fuzz::decode(*decoder, encoded);
  FUZZ_CHECK(packet && *packet);
  return **std::move(packet);
}

void check_round_trip(socketio::Parser& parser, const Packet& packet) {
  const auto encoded =
      parser.encode(fuzz::plain(packet.type), packet.nsp, packet.id, packet.data, packet.attachments);
  FUZZ_CHECK(fuzz::described(decoded(parser, encoded)) == fuzz::described(packet));
}

/// As text, only events and acks have attachments.
bool has_text_form(const Packet& packet) {
  return packet.attachments.empty() || fuzz::is_event(packet.type) || fuzz::is_ack(packet.type);
}

std::size_t bytes_of(const Packet& packet) {
  std::size_t bytes = 0;
  for (const auto& attachment : packet.attachments) bytes += attachment.size();
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto parser = socketio::make_msgpack_parser(fuzz::small_limits());
  static const auto json_parser = [] {
    auto limits = fuzz::small_limits();
    ++limits.max_depth;  // a placeholder is an object, too
    return socketio::make_json_parser(limits);
  }();
  const auto decoder = parser->make_decoder();
  const auto packet = decoder->add_binary(base::SharedBytes::copy(fuzz::text_of(data, size)));
  if (!packet) {
    FUZZ_CHECK(!packet.error().message().empty());
    return 0;
  }
  FUZZ_CHECK(packet->has_value());
  fuzz::check_packet(**packet);
  check_round_trip(*parser, **packet);
  if (has_text_form(**packet) && bytes_of(**packet) <= fuzz::small_limits().max_attachment_bytes) {
    check_round_trip(*json_parser, **packet);
  }
  return 0;
}
