#include "percent.hpp"

namespace engineio {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

bool is_percent_encoded(std::string_view text) {
  return text.find('%') != std::string_view::npos || text.find('+') != std::string_view::npos;
}

std::size_t percent_decode(std::string_view text, char* out) {
  const char* const begin = out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0;
    if (escape) {
      *out++ = static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      *out++ = text[i] == '+' ? ' ' : text[i];
    }
  }
  return static_cast<std::size_t>(out - begin);
}

std::string percent_decode(std::string_view text) {
  std::string decoded(text.size(), '\0');
  decoded.resize(percent_decode(text, decoded.data()));
  return decoded;
}

}  // namespace engineio
