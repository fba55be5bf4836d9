#include "user_name.hpp"

#include <algorithm>
#include <array>

#include "base/utf8.hpp"

namespace watchroom {
namespace {

/// What JavaScript's String.prototype.trim() takes away, longest encodings included.
constexpr std::array<std::string_view, 25> blanks = {
    " ",      "\t",     "\n",     "\v",     "\f",     "\r",     "\u00a0", "\u1680", "\u2000",
    "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009",
    "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000", "\ufeff",
};

bool is_blank(std::string_view text) {
  while (!text.empty()) {
    const auto blank = std::find_if(blanks.begin(), blanks.end(),
                                    [&](std::string_view candidate) { return text.starts_with(candidate); });
    if (blank == blanks.end()) return false;
    text.remove_prefix(blank->size());
  }
  return true;
}

}  // namespace

std::string user_name(std::string_view name, std::size_t max_length) {
  if (is_blank(name)) return "游客";
  return std::string(base::utf8_prefix(name, max_length));
}

}  // namespace watchroom
