#include "base/utf8.hpp"

#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace base {
namespace {

#ifdef __SSE2__
constexpr std::size_t block_size = 16;
bool is_ascii_block(const char* at) {
  return _mm_movemask_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at))) == 0;
}
#else
constexpr std::size_t block_size = 8;
bool is_ascii_block(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return (word & 0x8080808080808080u) == 0;
}
#endif

unsigned char byte_at(std::string_view bytes, std::size_t i) { return static_cast<unsigned char>(bytes[i]); }

bool is_continuation(unsigned char byte) { return (byte & 0xc0) == 0x80; }

bool in_range(unsigned char byte, unsigned char low, unsigned char high) {
  return byte >= low && byte <= high;
}

/// Length of a sequence by its first byte; 0 for a byte that cannot start one.
std::size_t sequence_length(unsigned char first) {
  if (in_range(first, 0xc2, 0xdf)) return 2;
  if (in_range(first, 0xe0, 0xef)) return 3;
  if (in_range(first, 0xf0, 0xf4)) return 4;
  return 0;
}

/// RFC 3629 section 4: only the second byte's range depends on the first.
bool second_byte_fits(unsigned char first, unsigned char second) {
  switch (first) {
    case 0xe0:
      return in_range(second, 0xa0, 0xbf);
    case 0xed:
      return in_range(second, 0x80, 0x9f);
    case 0xf0:
      return in_range(second, 0x90, 0xbf);
    case 0xf4:
      return in_range(second, 0x80, 0x8f);
    default:
      return is_continuation(second);
  }
}

/// Length of the well-formed multi-byte sequence at `i`, 0 when there is none.
std::size_t multibyte_at(std::string_view bytes, std::size_t i) {
  const std::size_t length = sequence_length(byte_at(bytes, i));
  if (length == 0 || bytes.size() - i < length) return 0;
  if (!second_byte_fits(byte_at(bytes, i), byte_at(bytes, i + 1))) return 0;
  for (std::size_t k = 2; k < length; ++k) {
    if (!is_continuation(byte_at(bytes, i + k))) return 0;
  }
  return length;
}

/// Index of the first non-ASCII byte at or after `i`.
std::size_t skip_ascii(std::string_view bytes, std::size_t i) {
  while (bytes.size() - i >= block_size && is_ascii_block(bytes.data() + i)) i += block_size;
  while (i < bytes.size() && byte_at(bytes, i) < 0x80) ++i;
  return i;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  std::size_t i = 0;
  while (i < bytes.size()) {
    if (byte_at(bytes, i) < 0x80) {
      i = skip_ascii(bytes, i);
      continue;
    }
    const std::size_t length = multibyte_at(bytes, i);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

std::size_t utf8_length(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += is_continuation(static_cast<unsigned char>(c)) ? 0u : 1u;
  return count;
}

std::string_view utf8_prefix(std::string_view text, std::size_t count) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_continuation(byte_at(text, i))) continue;
    if (count-- == 0) return text.substr(0, i);
  }
  return text;
}

}  // namespace base
