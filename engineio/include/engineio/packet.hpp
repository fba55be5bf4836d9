// engineio/packet.hpp - Engine.IO packets and the message that is encoded once and sent many times.
//
// Protocol: Engine.IO 4, "Packet encoding". Thread: any (values).
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "base/shared_bytes.hpp"

namespace engineio {

/// The digit in front of every text packet.
enum class PacketType : char {
  open = '0',
  close = '1',
  ping = '2',
  pong = '3',
  message = '4',
  upgrade = '5',
  noop = '6',
};

/// One decoded packet. `data` is what follows the type digit; for a binary message the raw bytes.
struct Packet {
  PacketType type = PacketType::noop;  ///< message for binary ones
  base::SharedBytes data;              ///< behind the type digit
  bool binary = false;                 ///< a binary message
};

/// Bytes in front of the payload of an unmasked, unfragmented WebSocket message (RFC 6455, 5.2): 2, 4 or 10.
constexpr std::size_t frame_header_bytes(std::size_t payload_bytes) {
  if (payload_bytes < 126) return 2;
  return payload_bytes <= 0xFFFF ? 4 : 10;
}
/// Writes that header to `out`.
void write_frame_header(char* out, bool binary, std::size_t payload_bytes);

/// What crosses the wire as one WebSocket message: text (valid UTF-8) or binary.
struct Frame {
  base::SharedBytes bytes;  ///< the payload
  bool binary = false;      ///< else text
  /// When not 0: that many bytes in front of `bytes` are the message's WebSocket header, so that header and
  /// payload leave as one piece. Only build() sets it.
  std::uint8_t header_bytes = 0;
  /// May be compressed where the connection is, see per_message_deflate.hpp. Says nothing about a received
  /// one.
  bool compress = true;

  /// A message of `size` bytes which `fill(char*)` must write, with its header in front.
  template <class Fill>
  static Frame build(std::size_t size, bool binary, Fill&& fill) {
    const std::size_t header = frame_header_bytes(size);
    Frame frame{base::SharedBytes::build(header + size,
                                         [&](char* out) {
                                           write_frame_header(out, binary, size);
                                           std::forward<Fill>(fill)(out + header);
                                         }),
                binary, static_cast<std::uint8_t>(header)};
    frame.bytes.remove_prefix(header);
    return frame;
  }
  /// A text message of these pieces.
  static Frame text(std::initializer_list<std::string_view> pieces);
};

/// One outgoing message, encoded once. Sending it to a thousand sessions shares the same bytes.
class Message {
 public:
  /// Throws std::invalid_argument when `utf8` is not UTF-8, or has a 0x1e byte, which would split it on
  /// polling (JSON never has one).
  static Message text(std::string_view utf8);
  /// A binary message; shares the bytes.
  static Message binary(base::SharedBytes bytes);
  /// Takes text that already begins with the message digit '4', without copying or checking it.
  /// @pre packet.view()[0] == '4' (aborts otherwise), and the rest as for text().
  static Message from_encoded(base::SharedBytes packet);
  /// The same from pieces, in one allocation that also has room for the WebSocket header: the cheapest way.
  static Message from_pieces(std::initializer_list<std::string_view> pieces);

  /// Text: '4' and the text. Binary: the raw bytes. This is the WebSocket form.
  const base::SharedBytes& packet() const { return frame_.bytes; }
  /// Else it is text.
  bool is_binary() const { return frame_.binary; }
  /// packet() as the wire takes it.
  const Frame& frame() const { return frame_; }

 private:
  explicit Message(Frame frame) : frame_(std::move(frame)) {}
  Frame frame_;
};

}  // namespace engineio
