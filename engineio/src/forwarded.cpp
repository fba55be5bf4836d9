#include "forwarded.hpp"

#include <algorithm>

#include "engineio/http.hpp"

namespace engineio {
namespace {

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Without quotes, if it has both. An address needs no escapes, so a value with some is refused.
std::optional<std::string_view> unquoted(std::string_view value) {
  const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
  if (quoted) value = value.substr(1, value.size() - 2);
  if (value.find_first_of("\"\\") != std::string_view::npos) return std::nullopt;
  return value;
}

/// The character stands behind an odd number of backslashes.
bool is_escaped(std::string_view text, std::size_t at) {
  std::size_t first = at;
  while (first > 0 && text[first - 1] == '\\') --first;
  return (at - first) % 2 == 1;
}

/// Where the first ';' outside of quotes is: a proxy may repeat between quotes what its client sent.
std::size_t end_of_pair(std::string_view element) {
  bool quoted = false;
  std::size_t at = 0;
  for (; at < element.size() && (quoted || element[at] != ';'); ++at) {
    if (element[at] == '"' && !is_escaped(element, at)) quoted = !quoted;
  }
  return at;
}

}  // namespace

std::optional<base::IpAddress> parse_hop(std::string_view text) {
  text = trim(text);
  // A zone is the sender's own business.
  if (text.find('%') != std::string_view::npos) return std::nullopt;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view behind = text.substr(end + 1);
    if (!behind.empty() && !(behind.front() == ':' && is_port(behind.substr(1)))) return std::nullopt;
    const std::string_view inside = text.substr(1, end - 1);
    if (inside.find(':') == std::string_view::npos) return std::nullopt;
    return base::IpAddress::parse(inside);
  }
  const std::size_t colon = text.find(':');
  const bool v4_with_port =
      colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos;
  if (!v4_with_port) return base::IpAddress::parse(text);
  if (!is_port(text.substr(colon + 1))) return std::nullopt;
  return base::IpAddress::parse(text.substr(0, colon));
}

std::string_view take_last(std::string_view& list) {
  bool quoted = false;
  std::size_t at = list.size();
  for (; at > 0; --at) {
    const char c = list[at - 1];
    if (c == '"' && !is_escaped(list, at - 1)) quoted = !quoted;
    if (c == ',' && !quoted) break;
  }
  const std::string_view last = list.substr(at);
  list = list.substr(0, at == 0 ? 0 : at - 1);
  return trim(last);
}

std::optional<std::string_view> forwarded_parameter(std::string_view element, std::string_view name) {
  std::optional<std::string_view> found;
  while (!element.empty()) {
    const std::string_view pair = element.substr(0, end_of_pair(element));
    element.remove_prefix(std::min(pair.size() + 1, element.size()));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || !equal_ignoring_case(trim(pair.substr(0, equals)), name))
      continue;
    // A parameter comes once (RFC 7239, 4): which of two is meant is not ours to guess.
    if (found) return std::nullopt;
    found = trim(pair.substr(equals + 1));
  }
  return found ? unquoted(*found) : std::nullopt;
}

}  // namespace engineio
