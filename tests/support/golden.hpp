// tests/support/golden.hpp - compares what was said on the wire with a file under tests/golden.
//
// With GOLDEN_ACCEPT=1 in the environment the files are rewritten and the tests that use them fail, so that
// nobody takes such a run for a check. Needs GOLDEN_DIR from the build.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

namespace test {

/// Control bytes as \xNN and backslashes doubled, so that a golden file is plain text.
inline std::string printable(std::string_view bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      text += "\\x";
      text += digits[byte >> 4];
      text += digits[byte & 15];
    } else {
      text += c == '\\' ? "\\\\" : std::string(1, c);
    }
  }
  return text;
}

inline std::string golden_text(const std::string& name) {
  std::ifstream file(std::string(GOLDEN_DIR) + '/' + name);
  REQUIRE_MESSAGE(file.good(), "no golden file " << name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline void check_golden(const std::string& name, const std::string& text) {
  if (std::getenv("GOLDEN_ACCEPT") != nullptr) {
    std::ofstream(std::string(GOLDEN_DIR) + '/' + name) << text;
    FAIL("golden file rewritten: " << name);
  }
  CHECK(text == golden_text(name));
}

}  // namespace test
