#include "dot_env.hpp"

#include "text.hpp"

namespace roomd {
namespace {

std::string_view value_of(std::string_view raw) {
  raw = trim(raw);
  if (!raw.empty() && std::string_view("\"'`").find(raw.front()) != std::string_view::npos) {
    const std::size_t end = raw.find(raw.front(), 1);
    if (end != std::string_view::npos) return raw.substr(1, end - 1);
  }
  return trim(raw.substr(0, raw.find('#')));
}

std::string_view without_export(std::string_view line) {
  constexpr std::string_view word = "export ";
  return line.starts_with(word) ? trim(line.substr(word.size())) : line;
}

}  // namespace

std::map<std::string, std::string, std::less<>> parse_dot_env(std::string_view text) {
  std::map<std::string, std::string, std::less<>> values;
  for (const std::string_view raw : split(text, '\n')) {
    const std::string_view line = without_export(trim(raw));
    const std::size_t equals = line.find('=');
    if (line.starts_with('#') || equals == std::string_view::npos) continue;
    values[std::string(trim(line.substr(0, equals)))] = value_of(line.substr(equals + 1));
  }
  return values;
}

}  // namespace roomd
