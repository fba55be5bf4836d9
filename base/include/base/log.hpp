// base/log.hpp - the only door to the logging library (spdlog, private to base).
//
// Lines go to stderr as "2026-01-31T12:00:00.000Z level message", or as JSON (Format). Messages are built by
// concatenation, and only when the level is on. Never pass a secret: keys, owner tokens, passwords and engine
// sids. Thread: any.
#pragma once

#include <charconv>
#include <string>
#include <string_view>
#include <type_traits>

namespace base::log {

/// From the most to the least talkative.
enum class Level { trace, debug, info, warn, error, off };

/// How a line is written.
enum class Format {
  text,  ///< "2026-01-31T12:00:00.000Z info message"; control characters as `\xNN`
  json,  ///< {"time":"2026-01-31T12:00:00.000Z","level":"info","message":"message"}, always valid UTF-8
};

/// `text` at start. Before other threads log.
void set_format(Format format);
/// Parses "trace", "debug", "info", "warn", "error", "off"; false (and no change) for anything else.
bool parse_level(std::string_view text, Level& out);
/// The level below which nothing is written; `info` at start.
void set_level(Level level);
/// Whether lines of that level are written.
bool enabled(Level level);
/// Writes one line, whatever is in `message`: a peer cannot forge lines.
void write(Level level, std::string_view message);

namespace detail {
inline void append(std::string& out, std::string_view text) { out.append(text); }
template <class Number, class = std::enable_if_t<std::is_arithmetic_v<Number>>>
void append(std::string& out, Number number) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}
}  // namespace detail

/// Writes the parts, one after the other, if `level` is on.
template <class... Parts>
void line(Level level, const Parts&... parts) {
  if (!enabled(level)) return;
  std::string text;
  (detail::append(text, parts), ...);
  write(level, text);
}
/// line() with Level::debug.
template <class... Parts>
void debug(const Parts&... parts) {
  line(Level::debug, parts...);
}
/// line() with Level::info.
template <class... Parts>
void info(const Parts&... parts) {
  line(Level::info, parts...);
}
/// line() with Level::warn.
template <class... Parts>
void warn(const Parts&... parts) {
  line(Level::warn, parts...);
}
/// line() with Level::error.
template <class... Parts>
void error(const Parts&... parts) {
  line(Level::error, parts...);
}

}  // namespace base::log
