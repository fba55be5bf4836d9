#include "base/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "base/utf8.hpp"

namespace base::log {
namespace {

constexpr std::array<std::string_view, 6> words{"trace", "debug", "info", "warn", "error", "off"};

std::atomic<Level> threshold{Level::info};
std::atomic<Format> format{Format::text};

std::unique_ptr<spdlog::formatter> formatter(Format wanted) {
  const char* const pattern =
      wanted == Format::json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ",%v})" : "%Y-%m-%dT%H:%M:%S.%eZ %v";
  return std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc);
}

spdlog::logger& logger() {
  // Leaked on purpose: threads may still log while static objects are being destroyed.
  static spdlog::logger& instance = []() -> spdlog::logger& {
    auto* made = new spdlog::logger("roomd", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_level(spdlog::level::trace);
    made->set_formatter(formatter(Format::text));
    return *made;
  }();
  return instance;
}

void append_escaped(std::string& out, unsigned char byte) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\x";
  out += digits[byte >> 4];
  out += digits[byte & 15];
}

bool is_c0_or_delete(unsigned char byte) { return byte < 0x20 || byte == 0x7f; }

/// U+0080 to U+009F in UTF-8: terminals take some of them for escape sequences.
bool is_c1(std::string_view text, std::size_t i) {
  return text[i] == '\xc2' && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
}

void append_printable(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (is_c0_or_delete(byte)) {
      append_escaped(out, byte);
    } else if (is_c1(text, i)) {
      append_escaped(out, byte);
      append_escaped(out, static_cast<unsigned char>(text[++i]));
    } else {
      out += text[i];
    }
  }
}

/// Bytes of the UTF-8 character that `text` begins with; 0 when there is none.
std::size_t character_size(std::string_view text) {
  for (std::size_t size = 1; size <= std::min<std::size_t>(4, text.size()); ++size) {
    if (is_utf8(text.substr(0, size))) return size;
  }
  return 0;
}

void append_json(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  while (!text.empty()) {
    const auto byte = static_cast<unsigned char>(text.front());
    const std::size_t size = character_size(text);
    if (size == 0) {
      out += "\\ufffd";
    } else if (is_c0_or_delete(byte) || is_c1(text, 0)) {
      const auto code = static_cast<unsigned char>(text[size - 1]);
      ((out += "\\u00") += digits[code >> 4]) += digits[code & 15];
    } else {
      if (byte == '"' || byte == '\\') out += '\\';
      out += text.substr(0, size);
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
}

std::string text_line(std::string_view level, std::string_view message) {
  std::string line(level);
  line += ' ';
  append_printable(line, message);
  return line;
}

/// What follows the time.
std::string json_line(std::string_view level, std::string_view message) {
  std::string line = R"("level":")";
  line.append(level).append(R"(","message":")");
  append_json(line, message);
  return line + '"';
}

}  // namespace

void set_format(Format wanted) {
  format.store(wanted, std::memory_order_relaxed);
  logger().set_formatter(formatter(wanted));
}

bool parse_level(std::string_view text, Level& out) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] != text) continue;
    out = static_cast<Level>(i);
    return true;
  }
  return false;
}

void set_level(Level level) { threshold.store(level, std::memory_order_relaxed); }

bool enabled(Level level) {
  return level != Level::off && level >= threshold.load(std::memory_order_relaxed);
}

void write(Level level, std::string_view message) {
  if (!enabled(level)) return;
  const std::string_view word = words[static_cast<std::size_t>(level)];
  const bool json = format.load(std::memory_order_relaxed) == Format::json;
  const std::string text = json ? json_line(word, message) : text_line(word, message);
  logger().log(spdlog::level::info, spdlog::string_view_t(text.data(), text.size()));
}

}  // namespace base::log
