#include "engineio/jsonp.hpp"

#include <algorithm>

#include "percent.hpp"

namespace engineio::jsonp {
namespace {

constexpr std::string_view line_separator = "\xe2\x80\xa8";
constexpr std::string_view paragraph_separator = "\xe2\x80\xa9";
constexpr std::string_view field = "d=";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void append_control(std::string& out, char c) {
  constexpr std::string_view hex = "0123456789abcdef";
  out += "\\u00";
  out += hex[static_cast<unsigned char>(c) >> 4];
  out += hex[static_cast<unsigned char>(c) & 15];
}

void append_string_literal(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const std::string_view here = text.substr(at, line_separator.size());
    if (here == line_separator || here == paragraph_separator) {
      out += here == line_separator ? "\\u2028" : "\\u2029";
      at += here.size() - 1;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      append_control(out, c);
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  out += '"';
}

std::string restore_line_feeds(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const bool escaped = text.starts_with("\\\\n");
    const bool line_feed = text.starts_with("\\n");
    if (escaped) text.remove_prefix(1);
    out += line_feed ? '\n' : text.front();
    text.remove_prefix(line_feed ? 2 : 1);
    if (!escaped) continue;
    out += text.front();
    text.remove_prefix(1);
  }
  return out;
}

}  // namespace

base::SharedBytes script(std::string_view index, std::string_view payload) {
  std::string text = "___eio[";
  text.reserve(payload.size() + payload.size() / 8 + 32);
  std::copy_if(index.begin(), index.end(), std::back_inserter(text), is_digit);
  text += "](";
  append_string_literal(text, payload);
  text += ");";
  return base::SharedBytes::copy(text);
}

std::optional<std::string> payload_of(std::string_view form) {
  std::optional<std::string_view> value;
  while (!form.empty()) {
    const std::string_view part = form.substr(0, form.find('&'));
    form.remove_prefix(std::min(form.size(), part.size() + 1));
    if (part.starts_with(field)) value = part.substr(field.size());
  }
  if (!value) return std::nullopt;
  return restore_line_feeds(percent_decode(*value));
}

}  // namespace engineio::jsonp
