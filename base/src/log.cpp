#include "base/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <array>
#include <atomic>
#include <memory>
#include <utility>

namespace base::log {
namespace {

constexpr std::array<std::string_view, 6> words{"trace", "debug", "info", "warn", "error", "off"};

std::atomic<Level> threshold{Level::info};

spdlog::logger& logger() {
  // Leaked on purpose: threads may still log while static objects are being destroyed.
  static spdlog::logger& instance = []() -> spdlog::logger& {
    auto* made = new spdlog::logger("roomd", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_level(spdlog::level::trace);
    made->set_formatter(std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%eZ %v",
                                                                    spdlog::pattern_time_type::utc));
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

}  // namespace

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
  std::string text(words[static_cast<std::size_t>(level)]);
  text += ' ';
  append_printable(text, message);
  logger().log(spdlog::level::info, spdlog::string_view_t(text.data(), text.size()));
}

}  // namespace base::log
