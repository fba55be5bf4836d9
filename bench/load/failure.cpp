#include "failure.hpp"

#include <cerrno>
#include <system_error>

namespace bench {

std::string excerpt(std::string_view text) {
  constexpr std::size_t shown = 160;
  if (text.size() <= shown) return std::string(text);
  std::size_t end = shown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80) --end;
  return std::string(text.substr(0, end)) + "...";
}

void throw_errno(const char* call) {
  throw Failure(Exit::system, std::string(call) + ": " + std::generic_category().message(errno));
}

}  // namespace bench
