// base/digest.hpp - SHA-256, and the keyed hash on it.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace base {

/// 32 bytes.
using Sha256 = std::array<unsigned char, 32>;

/// Of the bytes of `text`. Thread: any.
Sha256 sha256(std::string_view text);

/// HMAC-SHA-256 of RFC 2104, for a key of any length. Thread: any.
Sha256 hmac_sha256(std::string_view key, std::string_view text);

/// The digest as text of 32 bytes; good as long as the digest.
inline std::string_view bytes(const Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

/// The first `count` bytes of a digest, all of them at most, as lower-case hexadecimal. Thread: any.
std::string hex(const Sha256& digest, std::size_t count = 32);

}  // namespace base
