#include "engineio/packet.hpp"

#include <stdexcept>

#include "base/check.hpp"
#include "base/utf8.hpp"
#include "engineio/codec.hpp"

namespace engineio {

Message Message::text(std::string_view utf8) {
  if (!base::is_utf8(utf8)) throw std::invalid_argument("Message::text: not UTF-8");
  if (utf8.find(record_separator) != std::string_view::npos) {
    throw std::invalid_argument("Message::text: contains the record separator 0x1e");
  }
  return Message(Frame{base::SharedBytes::concat({"4", utf8}), false});
}

Message Message::binary(base::SharedBytes bytes) { return Message(Frame{std::move(bytes), true}); }

Message Message::from_encoded(base::SharedBytes packet) {
  BASE_CHECK(!packet.empty() && packet.view()[0] == static_cast<char>(PacketType::message));
  return Message(Frame{std::move(packet), false});
}

}  // namespace engineio
