// fuzz/target.hpp - what every fuzz target is made of: its entry, its checks, and ways to use its bytes.
//
// A target is one file that defines LLVMFuzzerTestOneInput. `make fuzz` links it with libFuzzer, the tests
// link it with replay.cpp. What is random in a target is drawn from the input, so that an input always does
// the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

/// Says which property does not hold, and aborts.
[[noreturn]] void fail(const char* property, const char* file, int line);

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Random numbers that depend on the input and on nothing else.
inline std::minstd_rand random_of(std::string_view input) {
  std::uint32_t hash = 2'166'136'261U;  // FNV-1a
  for (const char c : input) hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619U;
  return std::minstd_rand(hash);
}

/// The sizes in which a stream is handed over: all at once, byte by byte, or by chance.
class Pieces {
 public:
  static Pieces whole() { return Pieces(SIZE_MAX, {}); }
  static Pieces bytes() { return Pieces(1, {}); }
  static Pieces some(std::string_view input, unsigned salt) {
    auto random = random_of(input);
    random.discard(salt);
    return Pieces(0, random);
  }
  /// Takes the next piece off `rest`. @pre not empty.
  std::string_view take(std::string_view& rest) {
    const std::size_t wanted = fixed_ > 0 ? fixed_ : 1 + random_() % (random_() % 2 == 0 ? 8 : 200);
    const std::string_view piece = rest.substr(0, wanted);
    rest.remove_prefix(piece.size());
    return piece;
  }

 private:
  Pieces(std::size_t fixed, std::minstd_rand random) : fixed_(fixed), random_(random) {}
  std::size_t fixed_;
  std::minstd_rand random_;
};

/// The ways that must all lead to the same.
inline std::vector<Pieces> ways_to_split(std::string_view input) {
  return {Pieces::whole(), Pieces::bytes(), Pieces::some(input, 1), Pieces::some(input, 2)};
}

}  // namespace fuzz

/// A property that every input has.
#define FUZZ_CHECK(property) ((property) ? void() : ::fuzz::fail(#property, __FILE__, __LINE__))
