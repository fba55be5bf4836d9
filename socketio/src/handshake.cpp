#include "socketio/handshake.hpp"

#include <array>
#include <cstdio>
#include <ctime>
#include <map>
#include <string>
#include <string_view>

#include "base/utf8.hpp"

namespace socketio {
namespace {

/// As JavaScript prints a Date in UTC: "Tue Nov 14 2023 22:13:20 GMT+0000 (Coordinated Universal Time)".
std::string date_text(std::int64_t unix_ms) {
  static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto seconds = static_cast<std::time_t>(unix_ms / 1'000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 96> text;
  std::snprintf(text.data(), text.size(),
                "%s %s %02d %04d %02d:%02d:%02d GMT+0000 (Coordinated Universal Time)",
                days[static_cast<std::size_t>(utc.tm_wday)], months[static_cast<std::size_t>(utc.tm_mon)],
                utc.tm_mday, utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  return text.data();
}

std::string lower_case(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

/// What came in a request need not be UTF-8, which JSON is: then it is read as Latin-1.
std::string utf8_of(std::string_view bytes) {
  if (base::is_utf8(bytes)) return std::string(bytes);
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      text.push_back(c);
    } else {
      text.push_back(static_cast<char>(0xC0 | (byte >> 6)));
      text.push_back(static_cast<char>(0x80 | (byte & 0x3F)));
    }
  }
  return text;
}

using Texts = std::map<std::string, std::string>;

/// Names in lower case, repeated ones joined.
Texts headers_of(const Handshake& handshake) {
  Texts headers;
  for (const auto& [name, value] : handshake.headers()) {
    const auto [at, is_new] = headers.emplace(lower_case(utf8_of(name)), utf8_of(value));
    if (!is_new) at->second.append(at->first == "cookie" ? "; " : ", ").append(utf8_of(value));
  }
  return headers;
}

Texts query_of(const Handshake& handshake) {
  Texts query;
  const engineio::Query parsed = handshake.query();
  for (const auto& [name, value] : parsed.entries()) query[utf8_of(name)] = utf8_of(value);
  return query;
}

}  // namespace

void to_json(JsonWriter& out, const Handshake& handshake) {
  out.begin_object();
  out.key("headers");
  to_json(out, headers_of(handshake));
  out.key("time").string(date_text(handshake.issued_unix_ms()));
  out.key("address").string(handshake.address());
  out.key("xdomain").boolean(handshake.xdomain());
  out.key("secure").boolean(handshake.secure());
  out.key("issued").number(handshake.issued_unix_ms());
  out.key("url").string(utf8_of(handshake.url()));
  out.key("query");
  to_json(out, query_of(handshake));
  out.key("auth").raw(handshake.auth());
  out.end_object();
}

}  // namespace socketio
