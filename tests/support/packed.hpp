// tests/support/packed.hpp - MessagePack as a test writes it: bytes in hex, what is between quotes as it is.
//
//     82 a4'type' 00 a3'nsp' a1'/'
//
// Thread: any (pure functions).
#pragma once

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "fake_wire.hpp"

namespace test {

inline std::string packed(std::string_view notation) {
  std::string bytes;
  for (std::size_t at = 0; at < notation.size();) {
    if (notation[at] == ' ' || notation[at] == '\n') {
      ++at;
    } else if (notation[at] == '\'') {
      const std::size_t end = notation.find('\'', at + 1);
      REQUIRE(end != std::string_view::npos);
      bytes += notation.substr(at + 1, end - at - 1);
      at = end + 1;
    } else {
      bytes += static_cast<char>(std::stoi(std::string(notation.substr(at, 2)), nullptr, 16));
      at += 2;
    }
  }
  return bytes;
}

/// The bytes of a frame that is written "<01 02>".
inline std::string bytes_of(std::string_view frame) {
  REQUIRE_MESSAGE(frame.starts_with('<'), "a text frame: " << std::string(frame));
  return packed(frame.substr(1, frame.size() - 2));
}

/// Short strings in quotes, everything else in hex. Only for messages without strings of 32 bytes or more
/// and without other bytes that look like the head of a short string.
inline std::string spelled(std::string_view bytes) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size();) {
    if (!text.empty()) text += ' ';
    const std::string hex = as_text({base::SharedBytes::copy(bytes.substr(at, 1)), true});
    text += hex.substr(1, 2);
    const auto head = static_cast<unsigned char>(bytes[at++]);
    const std::size_t size = (head & 0xE0U) == 0xA0U ? head & 0x1FU : 0;
    if (size == 0 || at + size > bytes.size()) continue;
    ((text += '\'') += bytes.substr(at, size)) += '\'';
    at += size;
  }
  return text;
}

/// A packet: {type, data, nsp} with "/" for the namespace. @param data  empty: none.
inline std::string packed_packet(int type, std::string_view data, std::string_view more = {}) {
  std::string members = data.empty() ? "" : "a4'data' " + std::string(data);
  std::size_t count = data.empty() ? 2 : 3;
  if (!more.empty()) ++count;
  std::string head{static_cast<char>(0x80 + count)};
  return head + packed("a4'type'") + static_cast<char>(type) + packed(members) + packed(more) +
         packed("a3'nsp' a1'/'");
}

}  // namespace test
