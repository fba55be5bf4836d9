#include "recovery/offsets.hpp"

#include <algorithm>

namespace socketio {
namespace {

constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
constexpr std::size_t tag_digits = 4;
constexpr std::size_t most_digits = 10;  // 60 bits: more events than any server sends

void append_number(std::string& out, std::uint64_t number, std::size_t least_digits) {
  const std::size_t start = out.size();
  while (number > 0 || out.size() - start < least_digits) {
    out.push_back(digits[number % digits.size()]);
    number /= digits.size();
  }
  std::reverse(out.begin() + static_cast<std::ptrdiff_t>(start), out.end());
}

}  // namespace

Offsets::Offsets(std::int64_t unix_ms) {
  constexpr std::uint64_t tags = 64 * 64 * 64 * 64;
  append_number(tag_, static_cast<std::uint64_t>(unix_ms) % tags, tag_digits);
}

std::string Offsets::text(std::uint64_t number) const {
  std::string text = tag_;
  append_number(text, number, 1);
  return text;
}

std::optional<std::uint64_t> Offsets::number(std::string_view text) const {
  if (!text.starts_with(tag_)) return std::nullopt;
  text.remove_prefix(tag_.size());
  if (text.empty() || text.size() > most_digits) return std::nullopt;
  if (text.front() == digits.front() && text.size() > 1) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : text) {
    const std::size_t digit = digits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    number = number * digits.size() + digit;
  }
  return number;
}

}  // namespace socketio
