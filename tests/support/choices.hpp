// tests/support/choices.hpp - what a random script is made from: dice in the tests, the input of a fuzzer.
//
// Thread: the test's.
#pragma once

#include <random>
#include <string>
#include <string_view>

namespace test {

class Choices {
 public:
  virtual ~Choices() = default;
  /// One of 0 ... limit - 1. @pre 0 < limit <= 256.
  virtual int below(int limit) = 0;
};

/// The same seed plays the same script.
class Dice final : public Choices {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  int below(int limit) override { return static_cast<int>(engine_() % static_cast<unsigned>(limit)); }

 private:
  std::mt19937 engine_;
};

/// One byte for each choice; zeros when there are no more.
class ScriptBytes final : public Choices {
 public:
  explicit ScriptBytes(std::string_view bytes) : rest_(bytes) {}
  int below(int limit) override { return next() % limit; }
  bool any_left() const { return !rest_.empty(); }
  /// Up to `longest` bytes of the script itself.
  std::string text(int longest) {
    const std::string_view text = rest_.substr(0, static_cast<std::size_t>(below(longest + 1)));
    rest_.remove_prefix(text.size());
    return std::string(text);
  }

 private:
  int next() {
    if (rest_.empty()) return 0;
    const int byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }
  std::string_view rest_;
};

}  // namespace test
