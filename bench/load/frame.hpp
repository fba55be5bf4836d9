// frame.hpp - WebSocket frames as a client writes and reads them.
//
// Protocol: RFC 6455, section 5. Every message is one frame: the servers measured here do not fragment.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "failure.hpp"

namespace bench {

enum class Opcode : std::uint8_t { text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// One received frame; `payload` points into the bytes it was read from.
struct Frame {
  Opcode opcode{};
  std::string_view payload;
  std::size_t size_bytes = 0;  ///< with its header
};

/// A complete masked frame. The mask is a constant: unmasking costs a server the same for every mask.
std::string client_frame(std::string_view payload, Opcode opcode = Opcode::text);

/// The frame at the start of `bytes`, if all of it is there. Throws Failure on a fragmented, masked or
/// compressed one. Inline: it runs once for each message received.
inline std::optional<Frame> read_frame(std::string_view bytes) {
  const auto byte = [&bytes](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  if (bytes.size() < 2) return std::nullopt;
  if ((byte(0) & 0xf0U) != 0x80 || (byte(1) & 0x80U) != 0)
    throw Failure(Exit::wrong_answer, "fragmented, compressed or masked frame");
  const std::size_t extra = byte(1) < 126 ? 0 : byte(1) == 126 ? 2 : 8;
  if (bytes.size() < 2 + extra) return std::nullopt;
  std::uint64_t length = extra == 0 ? byte(1) : 0;
  for (std::size_t i = 0; i < extra; ++i) length = length << 8 | byte(2 + i);
  if (bytes.size() - 2 - extra < length) return std::nullopt;
  const auto size = static_cast<std::size_t>(length);
  return Frame{static_cast<Opcode>(byte(0) & 0x0fU), bytes.substr(2 + extra, size), 2 + extra + size};
}

}  // namespace bench
