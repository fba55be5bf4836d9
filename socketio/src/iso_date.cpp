#include "iso_date.hpp"

#include <array>
#include <cstdio>
#include <ctime>

namespace socketio {

std::optional<std::string> iso_date(std::int64_t ms) {
  constexpr std::int64_t farthest_ms = 8'640'000'000'000'000;
  constexpr std::int64_t second_ms = 1000;
  if (ms > farthest_ms || ms < -farthest_ms) return std::nullopt;
  const std::int64_t fraction = (ms % second_ms + second_ms) % second_ms;
  const auto seconds = static_cast<std::time_t>((ms - fraction) / second_ms);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  const int year = parts.tm_year + 1900;
  std::array<char, 64> text;
  char* at = text.data();
  at += year >= 0 && year <= 9999 ? std::snprintf(at, 8, "%04d", year) : std::snprintf(at, 8, "%+07d", year);
  at += std::snprintf(at, 48, "-%02d-%02dT%02d:%02d:%02d.%03dZ", parts.tm_mon + 1, parts.tm_mday,
                      parts.tm_hour, parts.tm_min, parts.tm_sec, static_cast<int>(fraction));
  return std::string(text.data(), at);
}

}  // namespace socketio
