#include "frame.hpp"

#include <array>

namespace bench {
namespace {

constexpr std::uint8_t mask_bit = 0x80;
constexpr std::array<std::uint8_t, 4> mask{0x37, 0xfa, 0x21, 0x3d};

void append_big_endian(std::string& out, std::uint64_t value, unsigned bytes) {
  while (bytes-- > 0) out += static_cast<char>(value >> (8 * bytes) & 0xff);
}

void append_length(std::string& out, std::uint64_t length) {
  if (length < 126) {
    out += static_cast<char>(mask_bit | length);
  } else if (length <= 0xffff) {
    out += static_cast<char>(mask_bit | 126);
    append_big_endian(out, length, 2);
  } else {
    out += static_cast<char>(mask_bit | 127);
    append_big_endian(out, length, 8);
  }
}

}  // namespace

std::string client_frame(std::string_view payload, Opcode opcode) {
  std::string frame(1, static_cast<char>(0x80 | static_cast<unsigned>(opcode)));
  append_length(frame, payload.size());
  for (const std::uint8_t byte : mask) frame += static_cast<char>(byte);
  for (std::size_t i = 0; i < payload.size(); ++i)
    frame += static_cast<char>(static_cast<std::uint8_t>(payload[i]) ^ mask[i % mask.size()]);
  return frame;
}

}  // namespace bench
