// The ids of every run are the same: hash tables, and so the counts, depend on them.
//
// The program's own RAND_bytes() stands in front of OpenSSL's, calls it, because what it costs counts, and
// then replaces what it drew.
#include <dlfcn.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace {

using RandBytes = int (*)(unsigned char*, int);

/// SplitMix64.
std::uint64_t next_number() {
  static std::uint64_t state = 0;
  std::uint64_t mixed = state += 0x9e3779b97f4a7c15;
  mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
  return mixed ^ mixed >> 31;
}

}  // namespace

extern "C" int RAND_bytes(unsigned char* bytes, int count) {
  static const auto real = reinterpret_cast<RandBytes>(::dlsym(RTLD_NEXT, "RAND_bytes"));
  const int result = real(bytes, count);
  const auto size = static_cast<std::size_t>(count);
  for (std::size_t at = 0; at < size; at += sizeof(std::uint64_t)) {
    const std::uint64_t number = next_number();
    std::memcpy(bytes + at, &number, std::min(sizeof number, size - at));
  }
  return result;
}
