#include "base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace base {

void check_failed(const char* text, const char* file, int line) noexcept {
  std::fprintf(stderr, "%s:%d: invariant broken: %s\n", file, line, text);
  std::abort();
}

}  // namespace base
