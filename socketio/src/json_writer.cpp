#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "byte_search.hpp"
#include "placeholders.hpp"
#include "socketio/json.hpp"

namespace socketio {
namespace {

void append_escaped(std::string& out, char c) {
  constexpr std::string_view hex = "0123456789abcdef";
  switch (c) {
    case '"':
      out.append("\\\"");
      return;
    case '\\':
      out.append("\\\\");
      return;
    case '\b':
      out.append("\\b");
      return;
    case '\f':
      out.append("\\f");
      return;
    case '\n':
      out.append("\\n");
      return;
    case '\r':
      out.append("\\r");
      return;
    case '\t':
      out.append("\\t");
      return;
    default:
      out.append("\\u00");
      out.push_back(hex[static_cast<unsigned char>(c) >> 4]);
      out.push_back(hex[static_cast<unsigned char>(c) & 15]);
  }
}

/// JSON.stringify escapes quotes, backslashes and control characters; what stands between them is copied at
/// once.
void append_quoted(std::string& out, std::string_view text) {
  out.push_back('"');
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t stop = find_stop<CheckedStringStops>(text, at);
    out.append(text.substr(at, stop - at));
    if (stop == text.size()) break;
    append_escaped(out, text[stop]);
    at = stop;
  }
  out.push_back('"');
}

template <class Number>
void append_number(std::string& out, Number value) {
  std::array<char, 40> digits;
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), result.ptr);
}

/// `digits` times ten to the power of `exponent - digits.size()`, laid out as JavaScript does.
void append_decimal(std::string& out, std::string_view digits, int exponent) {
  const int count = static_cast<int>(digits.size());
  if (exponent > 21 || exponent < -5) {
    out.push_back(digits.front());
    if (count > 1) out.append(".").append(digits.substr(1));
    out.append(exponent > 0 ? "e+" : "e-");
    append_number(out, std::abs(exponent - 1));
  } else if (exponent <= 0) {
    out.append("0.").append(static_cast<std::size_t>(-exponent), '0').append(digits);
  } else if (count <= exponent) {
    out.append(digits).append(static_cast<std::size_t>(exponent - count), '0');
  } else {
    const auto point = static_cast<std::size_t>(exponent);
    out.append(digits.substr(0, point)).append(".").append(digits.substr(point));
  }
}

/// The shortest text that reads back as `value`. std::to_chars finds its digits, but would write 1e+05.
void append_double(std::string& out, double value) {
  constexpr double exact_integers = 9007199254740992.0;  // 2^53
  if (std::abs(value) <= exact_integers && std::trunc(value) == value) {
    return append_number(out, static_cast<std::int64_t>(value));
  }
  std::array<char, 40> buffer;
  const char* end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(value),
                                  std::chars_format::scientific)
                        .ptr;
  std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const std::size_t e = text.find('e');
  int exponent = 0;
  std::from_chars(text.data() + e + (text[e + 1] == '+' ? 2 : 1), end, exponent);
  std::string digits(text.substr(0, 1));
  if (e > 2) digits.append(text.substr(2, e - 2));
  if (value < 0) out.push_back('-');
  append_decimal(out, digits, exponent + 1);
}

}  // namespace

void JsonWriter::separate() {
  if (comma_) out_.push_back(',');
  comma_ = true;
}

JsonWriter& JsonWriter::null() { return raw("null"); }

JsonWriter& JsonWriter::boolean(bool value) { return raw(value ? "true" : "false"); }

JsonWriter& JsonWriter::number(double value) {
  if (!std::isfinite(value)) return null();
  separate();
  append_double(out_, value);
  return *this;
}

JsonWriter& JsonWriter::number(std::int64_t value) {
  separate();
  append_number(out_, value);
  return *this;
}

JsonWriter& JsonWriter::number(std::uint64_t value) {
  separate();
  append_number(out_, value);
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view value) {
  separate();
  append_quoted(out_, value);
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_.append(json);
  return *this;
}

JsonWriter& JsonWriter::raw(const RawJson& value) {
  if (value.attachments().empty()) return raw(value.text());
  renumber(value);
  return *this;
}

/// Placeholders count per packet, so those of a received one get new numbers here.
void JsonWriter::renumber(const RawJson& value) {
  separate();
  std::size_t copied = 0;
  for (const Placeholder& placeholder : find_placeholders(value.text())) {
    const std::size_t number = placeholder.number.value_or(value.attachments().size());
    if (number >= value.attachments().size()) continue;
    out_.append(value.text().substr(copied, placeholder.begin - copied));
    append_placeholder(value.attachments()[number]);
    copied = placeholder.end;
  }
  out_.append(value.text().substr(copied));
}

void JsonWriter::append_placeholder(const base::SharedBytes& bytes) {
  out_.append("{\"_placeholder\":true,\"num\":");
  append_number(out_, attachments_.size());
  out_.push_back('}');
  attachments_.push_back(bytes);
}

JsonWriter& JsonWriter::binary(const base::SharedBytes& bytes) {
  separate();
  append_placeholder(bytes);
  return *this;
}

JsonWriter& JsonWriter::begin_object() {
  separate();
  out_.push_back('{');
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_quoted(out_, name);
  out_.push_back(':');
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  out_.push_back('}');
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  separate();
  out_.push_back('[');
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  out_.push_back(']');
  comma_ = true;
  return *this;
}

void JsonWriter::clear() {
  out_.clear();
  attachments_.clear();
  comma_ = false;
}

}  // namespace socketio
