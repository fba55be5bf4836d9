#include "engineio/packet.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/check.hpp"
#include "base/utf8.hpp"
#include "engineio/codec.hpp"

namespace engineio {

void write_frame_header(char* out, bool binary, std::size_t payload_bytes) {
  constexpr unsigned fin_text = 0x81;
  constexpr unsigned fin_binary = 0x82;
  *out++ = static_cast<char>(binary ? fin_binary : fin_text);
  const std::size_t length_bytes = frame_header_bytes(payload_bytes) - 2;
  if (length_bytes == 0) {
    *out = static_cast<char>(payload_bytes);
    return;
  }
  *out++ = static_cast<char>(length_bytes == 2 ? 126 : 127);
  for (std::size_t at = length_bytes; at-- > 0; payload_bytes >>= 8)
    out[at] = static_cast<char>(payload_bytes);
}

Frame Frame::text(std::initializer_list<std::string_view> pieces) {
  std::size_t size = 0;
  for (const std::string_view piece : pieces) size += piece.size();
  return build(size, false, [&](char* out) {
    for (const std::string_view piece : pieces) out = std::copy(piece.begin(), piece.end(), out);
  });
}

Message Message::text(std::string_view utf8) {
  if (!base::is_utf8(utf8)) throw std::invalid_argument("Message::text: not UTF-8");
  if (utf8.find(record_separator) != std::string_view::npos) {
    throw std::invalid_argument("Message::text: contains the record separator 0x1e");
  }
  return from_pieces({"4", utf8});
}

Message Message::binary(base::SharedBytes bytes) { return Message(Frame{std::move(bytes), true}); }

Message Message::from_encoded(base::SharedBytes packet) {
  BASE_CHECK(!packet.empty() && packet.view()[0] == static_cast<char>(PacketType::message));
  return Message(Frame{std::move(packet), false});
}

Message Message::from_pieces(std::initializer_list<std::string_view> pieces) {
  Frame frame = Frame::text(pieces);
  BASE_CHECK(!frame.bytes.empty() && frame.bytes.view()[0] == static_cast<char>(PacketType::message));
  return Message(std::move(frame));
}

}  // namespace engineio
