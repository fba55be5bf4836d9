// engineio/src/percent.hpp - URL-encoded text, as queries and forms have it. Thread: any.
#pragma once

#include <string>
#include <string_view>

namespace engineio {

/// Decodes %XX and '+' (a space). Malformed escapes stay as they are, as in the reference.
std::string percent_decode(std::string_view text);

}  // namespace engineio
