// engineio/src/percent.hpp - URL-encoded text, as queries and forms have it. Thread: any.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace engineio {

/// Whether decoding could change it.
bool is_percent_encoded(std::string_view text);
/// Decodes %XX and '+' (a space). Malformed escapes stay as they are, as in the reference.
std::string percent_decode(std::string_view text);
/// The same to `out`, which has room for text.size() bytes. @return how many it became.
std::size_t percent_decode(std::string_view text, char* out);

}  // namespace engineio
