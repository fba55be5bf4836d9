// socketio/src/byte_search.hpp - the next byte of some kind, sixteen bytes at a time.
//
// Thread: any (pure functions).
#pragma once

#include <bit>
#include <cstddef>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace socketio {

#ifdef __SSE2__
using ByteBlock = __m128i;
inline ByteBlock bytes_equal(ByteBlock block, char c) { return _mm_cmpeq_epi8(block, _mm_set1_epi8(c)); }
inline ByteBlock any_of(ByteBlock a, ByteBlock b) { return _mm_or_si128(a, b); }
#endif

/// What ends a run of ordinary characters inside a string.
struct StringStops {
  static constexpr bool one(char c) { return c == '"' || c == '\\'; }
#ifdef __SSE2__
  static ByteBlock in(ByteBlock block) { return any_of(bytes_equal(block, '"'), bytes_equal(block, '\\')); }
#endif
};

/// The same, and the control characters, which must not be in one.
struct CheckedStringStops {
  static constexpr bool one(char c) { return StringStops::one(c) || static_cast<unsigned char>(c) < 0x20; }
#ifdef __SSE2__
  static ByteBlock in(ByteBlock block) {
    const ByteBlock last_control = _mm_set1_epi8(0x1F);
    const ByteBlock control = _mm_cmpeq_epi8(_mm_max_epu8(block, last_control), last_control);
    return any_of(StringStops::in(block), control);
  }
#endif
};

/// A quote, a bracket or a brace.
struct ContainerStops {
  static constexpr bool one(char c) { return c == '"' || (c | 0x20) == '{' || (c | 0x20) == '}'; }
#ifdef __SSE2__
  static ByteBlock in(ByteBlock block) {
    const ByteBlock folded = _mm_or_si128(block, _mm_set1_epi8(0x20));  // '[' becomes '{', ']' becomes '}'
    const ByteBlock braces = any_of(bytes_equal(folded, '{'), bytes_equal(folded, '}'));
    return any_of(bytes_equal(block, '"'), braces);
  }
#endif
};

#ifdef __SSE2__
/// Bit i is set when byte i behind `at` is a stop.
template <class Stops>
unsigned stops_at(const char* at) {
  const ByteBlock block = _mm_loadu_si128(reinterpret_cast<const ByteBlock*>(at));
  return static_cast<unsigned>(_mm_movemask_epi8(Stops::in(block)));
}
#endif

/// First byte from `at` on that Stops names, or the end.
template <class Stops>
std::size_t find_stop(std::string_view text, std::size_t at) {
#ifdef __SSE2__
  constexpr std::size_t size = sizeof(ByteBlock);
  for (; at + size <= text.size(); at += size) {
    if (const unsigned stops = stops_at<Stops>(text.data() + at); stops != 0) {
      return at + static_cast<std::size_t>(std::countr_zero(stops));
    }
  }
  if (text.size() >= size && at < text.size()) {
    // The last block once more, without what was looked at already.
    const std::size_t left = text.size() - at;
    const unsigned stops = stops_at<Stops>(text.data() + text.size() - size) >> (size - left);
    return stops == 0 ? text.size() : at + static_cast<std::size_t>(std::countr_zero(stops));
  }
#endif
  while (at < text.size() && !Stops::one(text[at])) ++at;
  return at;
}

}  // namespace socketio
