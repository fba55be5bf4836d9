#include <cstdio>
#include <cstdlib>

#include "target.hpp"

void fuzz::fail(const char* property, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, property);
  std::abort();
}
