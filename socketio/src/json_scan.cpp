#include "json_scan.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "byte_search.hpp"
#include "json_chars.hpp"
#include "json_library.hpp"
#include "socketio/error.hpp"

namespace socketio {
namespace {

constexpr std::size_t vector_bytes = 16;

/// Accepts every event of the reader until the nesting passes the limit.
class DepthGuard : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, DepthGuard> {
 public:
  explicit DepthGuard(std::size_t limit) : limit_(limit) {}
  bool Default() { return true; }
  bool StartObject() { return enter(); }
  bool StartArray() { return enter(); }
  bool EndObject(rapidjson::SizeType) { return leave(); }
  bool EndArray(rapidjson::SizeType) { return leave(); }

 private:
  bool enter() { return ++depth_ <= limit_; }
  bool leave() {
    --depth_;
    return true;
  }
  std::size_t limit_;
  std::size_t depth_ = 0;
};

/// Value of the four hex digits at `at`, or -1.
int hex4(std::string_view text, std::size_t at) {
  if (at + 4 > text.size()) return -1;
  int value = 0;
  const char* end = text.data() + at + 4;
  const auto result = std::from_chars(text.data() + at, end, value, 16);
  return result.ec == std::errc() && result.ptr == end && text[at] != '-' ? value : -1;
}

bool is_high_surrogate(int unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low_surrogate(int unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

/// The code unit escaped at `at` ("\uXXXX"), or -1.
int escaped_unit(std::string_view text, std::size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
  return hex4(text, at + 2);
}

/// Copies the escape at text[at] (a backslash) to `out`, a lone surrogate as \uFFFD. @return its end.
std::size_t copy_escape(std::string_view text, std::size_t at, std::string& out) {
  const int unit = escaped_unit(text, at);
  if (is_high_surrogate(unit) && is_low_surrogate(escaped_unit(text, at + 6))) {
    out.append(text.substr(at, 12));
    return at + 12;
  }
  if (is_high_surrogate(unit) || is_low_surrogate(unit)) {
    out.append("\\uFFFD");
    return at + 6;
  }
  out.append(text.substr(at, 2));
  return std::min(at + 2, text.size());
}

/// Copies a run of digits, shortened to what no parser calls too big. An exponent becomes zeros.
std::size_t copy_digits(std::string_view text, std::size_t at, bool exponent, std::string& out) {
  constexpr std::size_t harmless_digits = 15;
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  if (exponent) {
    out.push_back('0');
  } else {
    out.append(text.substr(at, std::min(end - at, harmless_digits)));
  }
  return end;
}

/// The text with what JavaScript accepts and RapidJSON refuses replaced by something both accept; as valid
/// or invalid as before.
std::string tamed(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool in_string = false;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (in_string && c == '\\') {
      at = copy_escape(text, at, out);
    } else if (!in_string && is_digit(c)) {
      const std::size_t sign = !out.empty() && (out.back() == '+' || out.back() == '-') ? 1 : 0;
      const char before = out.size() > sign ? out[out.size() - 1 - sign] : ' ';
      at = copy_digits(text, at, before == 'e' || before == 'E', out);
    } else {
      if (c == '"') in_string = !in_string;
      out.push_back(c);
      ++at;
    }
  }
  return out;
}

/// Bytes that stand nowhere in JSON. The vector loops of RapidJSON 1.1 let 0x1a to 0x1f pass in strings of 16
/// bytes and more; other readers would not, and a 0x1e would cut a polling payload in two.
bool has_forbidden_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 && !is_space(c); });
}

bool refused_by_rapidjson_only(rapidjson::ParseErrorCode code) {
  return code == rapidjson::kParseErrorNumberTooBig ||
         code == rapidjson::kParseErrorStringUnicodeSurrogateInvalid;
}

}  // namespace

struct JsonValidator::Reader {
  rapidjson::Reader reader;
};

JsonValidator::JsonValidator(std::size_t max_depth)
    : max_depth_(max_depth), reader_(std::make_unique<Reader>()) {}
JsonValidator::~JsonValidator() = default;

std::error_code JsonValidator::check(std::string_view text) {
  elements_.clear();
  if (is_plain_json(text, max_depth_, elements_)) return {};
  elements_.clear();
  return ask_rapidjson(text);
}

std::error_code JsonValidator::ask_rapidjson(std::string_view text) {
  if (has_forbidden_control(text)) return Errc::invalid_json;
  const std::error_code error = run(text);
  if (error != make_error_code(Errc::unusual_json)) return error;
  const std::error_code second = run(tamed(text));
  return second == make_error_code(Errc::unusual_json) ? make_error_code(Errc::invalid_json) : second;
}

std::error_code JsonValidator::run(std::string_view text) {
  // A copy, because the reader wants a terminating zero and unescapes in place; far cheaper than the parse.
  // The zeros behind it are for its vector loads, which take whole aligned blocks.
  scratch_.assign(text);
  scratch_.append(vector_bytes, '\0');
  rapidjson::InsituStringStream stream(scratch_.data());
  DepthGuard guard(max_depth_);
  constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseInsituFlag;
  const rapidjson::ParseResult result = reader_->reader.Parse<flags>(stream, guard);
  if (result) return stream.Tell() == text.size() ? std::error_code() : make_error_code(Errc::invalid_json);
  if (result.Code() == rapidjson::kParseErrorTermination) return Errc::json_too_deep;
  return refused_by_rapidjson_only(result.Code()) ? Errc::unusual_json : Errc::invalid_json;
}

std::size_t skip_space(std::string_view json, std::size_t at) {
  while (at < json.size() && is_space(json[at])) ++at;
  return at;
}

namespace {

/// End of the string whose opening quote is at `at`.
std::size_t string_end(std::string_view json, std::size_t at) {
  for (at = find_stop<StringStops>(json, at + 1); at < json.size();
       at = find_stop<StringStops>(json, at + 2)) {
    if (json[at] == '"') return at + 1;
  }
  return json.size();
}

bool ends_scalar(char c) {
  return c == ',' || c == ']' || c == '}' || c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::size_t container_end(std::string_view json, std::size_t at) {
  std::size_t depth = 0;
  while (at < json.size()) {
    const char c = json[at];
    if (c == '"') {
      at = string_end(json, at);
    } else {
      const bool opening = (c | 0x20) == '{';
      depth += opening ? 1 : 0;
      ++at;
      if (!opening && --depth == 0) return at;
    }
    at = find_stop<ContainerStops>(json, at);
  }
  return at;
}

}  // namespace

std::size_t value_end(std::string_view json, std::size_t at) {
  if (json[at] == '"') return string_end(json, at);
  if (json[at] == '[' || json[at] == '{') return container_end(json, at);
  while (at < json.size() && !ends_scalar(json[at])) ++at;
  return at;
}

namespace {

void append_utf8(std::uint32_t point, std::string& out) {
  if (point < 0x80) {
    out.push_back(static_cast<char>(point));
  } else if (point < 0x800) {
    out.push_back(static_cast<char>(0xC0 | (point >> 6)));
    out.push_back(static_cast<char>(0x80 | (point & 0x3F)));
  } else if (point < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | (point >> 12)));
    out.push_back(static_cast<char>(0x80 | ((point >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (point & 0x3F)));
  } else {
    out.push_back(static_cast<char>(0xF0 | (point >> 18)));
    out.push_back(static_cast<char>(0x80 | ((point >> 12) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | ((point >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (point & 0x3F)));
  }
}

/// Appends what the \uXXXX at `at` (and its low half, if any) means. @return its end.
std::size_t unescape_unit(std::string_view text, std::size_t at, std::string& out) {
  constexpr std::uint32_t replacement = 0xFFFD;
  const int unit = escaped_unit(text, at);
  const int low = escaped_unit(text, at + 6);
  if (is_high_surrogate(unit) && is_low_surrogate(low)) {
    append_utf8(0x10000U + (static_cast<std::uint32_t>(unit - 0xD800) << 10) +
                    static_cast<std::uint32_t>(low - 0xDC00),
                out);
    return at + 12;
  }
  const bool lone = is_high_surrogate(unit) || is_low_surrogate(unit);
  append_utf8(lone ? replacement : static_cast<std::uint32_t>(unit), out);
  return at + 6;
}

char short_escape(char c) {
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;
  }
}

}  // namespace

void unescape(std::string_view quoted, std::string& out) {
  const std::string_view text = quoted.substr(1, quoted.size() - 2);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t backslash = std::min(text.find('\\', at), text.size());
    out.append(text.substr(at, backslash - at));
    at = backslash;
    if (at == text.size()) return;
    if (text[at + 1] == 'u') {
      at = unescape_unit(text, at, out);
    } else {
      out.push_back(short_escape(text[at + 1]));
      at += 2;
    }
  }
}

}  // namespace socketio
