// base/base64.hpp - RFC 4648 section 4 with padding, as Engine.IO's polling payloads use it, and section 5.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace base {

/// Length of base64_encode() for `size` bytes.
constexpr std::size_t base64_length(std::size_t size) { return (size + 2) / 3 * 4; }

/// Standard alphabet, padded. Thread: any.
std::string base64_encode(std::string_view bytes);
/// The same, appended to `out`.
void base64_append(std::string& out, std::string_view bytes);

/// The URL-safe alphabet of RFC 4648 section 5, without padding. Thread: any.
std::string base64url_encode(std::string_view bytes);

/// Accepts the standard and the URL-safe alphabet, with or without padding, and line breaks anywhere: the
/// encoders of some platforms (Java's MIME one, Android's default) put one at the end, or behind 76
/// characters.
/// @return nothing when a character or the length is not base64.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace base
