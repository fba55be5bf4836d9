// base/utf8.hpp - RFC 3629 validation, fast on ASCII.
#pragma once

#include <cstddef>
#include <string_view>

namespace base {

/// True when `bytes` is complete, well-formed UTF-8: no overlong forms, no surrogates, nothing above
/// U+10FFFF. Thread: any. Blocks of ASCII are checked eight bytes at a time or better.
bool is_utf8(std::string_view bytes);

/// Number of code points. @pre is_utf8(text).
std::size_t utf8_length(std::string_view text);

/// The first `count` code points of `text`, or all of it. @pre is_utf8(text).
std::string_view utf8_prefix(std::string_view text, std::size_t count);

}  // namespace base
