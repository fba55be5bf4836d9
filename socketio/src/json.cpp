#include "socketio/json.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/check.hpp"
#include "json_scan.hpp"
#include "socketio/error.hpp"

namespace socketio {
namespace {

constexpr std::size_t default_max_depth = 128;

/// `json` without the white space around it.
std::string_view trimmed(std::string_view json) {
  json.remove_prefix(skip_space(json, 0));
  while (!json.empty() && skip_space(json, json.size() - 1) == json.size()) json.remove_suffix(1);
  return json;
}

bool same_name(std::string_view quoted, std::string_view name) {
  const std::string_view inner = quoted.substr(1, quoted.size() - 2);
  if (inner.find('\\') == std::string_view::npos) return inner == name;
  std::string plain;
  unescape(quoted, plain);
  return plain == name;
}

/// Whether a number other than zero is nearer to zero than one: from_chars says only "out of range".
bool below_one(std::string_view number) {
  if (number.starts_with('-')) number.remove_prefix(1);
  const std::size_t mantissa = std::min(number.find_first_of("eE"), number.size());
  const std::size_t point = std::min(number.find('.'), mantissa);
  const std::size_t first = number.find_first_not_of("0.");
  const auto leading = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
  std::string_view exponent = number.substr(std::min(mantissa + 1, number.size()));
  if (exponent.starts_with('+')) exponent.remove_prefix(1);
  const bool negative = exponent.starts_with('-');
  std::int64_t value = 0;
  if (std::from_chars(exponent.data(), exponent.data() + exponent.size(), value).ec ==
      std::errc::result_out_of_range) {
    return negative;
  }
  return value < -leading;
}

}  // namespace

base::Result<RawJson> RawJson::parse(std::string_view text) {
  JsonValidator validator(default_max_depth);
  if (const std::error_code error = validator.check(text)) return error;
  return RawJson(trimmed(text), {});
}

JsonType RawJson::type() const {
  switch (text_.front()) {
    case 'n':
      return JsonType::null;
    case 't':
    case 'f':
      return JsonType::boolean;
    case '"':
      return JsonType::string;
    case '[':
      return JsonType::array;
    case '{':
      return JsonType::object;
    default:
      return JsonType::number;
  }
}

std::optional<bool> RawJson::as_bool() const {
  if (!is_bool()) return std::nullopt;
  return text_.front() == 't';
}

std::optional<double> RawJson::as_number() const {
  if (!is_number()) return std::nullopt;
  double value = 0;
  const auto result = std::from_chars(text_.data(), text_.data() + text_.size(), value);
  if (result.ec != std::errc::result_out_of_range) return value;
  const double magnitude = below_one(text_) ? 0.0 : HUGE_VAL;
  return text_.front() == '-' ? -magnitude : magnitude;
}

std::optional<std::int64_t> RawJson::as_integer() const {
  if (!is_number()) return std::nullopt;
  std::int64_t value = 0;
  const char* end = text_.data() + text_.size();
  const auto result = std::from_chars(text_.data(), end, value);
  if (result.ec == std::errc() && result.ptr == end) return value;
  const double wide = *as_number();
  constexpr double limit = 9007199254740992.0;  // 2^53: beyond it a double no longer names one integer
  if (std::trunc(wide) != wide || std::abs(wide) > limit) return std::nullopt;
  return static_cast<std::int64_t>(wide);
}

std::optional<std::string> RawJson::as_string() const {
  if (!is_string()) return std::nullopt;
  std::string value;
  unescape(text_, value);
  return value;
}

std::optional<base::SharedBytes> RawJson::as_binary() const {
  if (attachments_.empty() || !is_object()) return std::nullopt;
  const auto marker = member("_placeholder");
  if (!marker || marker->text() != "true") return std::nullopt;
  const auto index = member("num");
  const auto number = index ? index->as_integer() : std::nullopt;
  if (!number || *number < 0 || static_cast<std::size_t>(*number) >= attachments_.size()) return std::nullopt;
  return attachments_[static_cast<std::size_t>(*number)];
}

bool RawJson::next_element(std::size_t& at, RawJson& element) const {
  if (!is_array()) return false;
  at = skip_space(text_, at == 0 ? 1 : at);
  if (text_[at] == ',') at = skip_space(text_, at + 1);
  if (text_[at] == ']') return false;
  const std::size_t end = value_end(text_, at);
  element = RawJson(text_.substr(at, end - at), attachments_);
  at = end;
  return true;
}

bool RawJson::next_member(std::size_t& at, RawJson& name, RawJson& value) const {
  if (!is_object()) return false;
  at = skip_space(text_, at == 0 ? 1 : at);
  if (text_[at] == ',') at = skip_space(text_, at + 1);
  if (text_[at] == '}') return false;
  std::size_t end = value_end(text_, at);
  name = RawJson(text_.substr(at, end - at), {});
  at = skip_space(text_, skip_space(text_, end) + 1);
  end = value_end(text_, at);
  value = RawJson(text_.substr(at, end - at), attachments_);
  at = end;
  return true;
}

std::optional<RawJson> RawJson::member(std::string_view name) const {
  std::optional<RawJson> found;
  for_each_member([&](const RawJson& key, const RawJson& value) {
    if (same_name(key.text(), name)) found = value;
  });
  return found;
}

std::size_t RawJson::size() const {
  std::size_t count = 0;
  for_each_element([&](const RawJson&) { ++count; });
  for_each_member([&](const RawJson&, const RawJson&) { ++count; });
  return count;
}

bool from_json(const RawJson& json, bool& value) {
  const auto read = json.as_bool();
  if (read) value = *read;
  return read.has_value();
}

bool from_json(const RawJson& json, double& value) {
  const auto read = json.as_number();
  if (read) value = *read;
  return read.has_value();
}

bool from_json(const RawJson& json, std::string& value) {
  if (!json.is_string()) return false;
  value.clear();
  unescape(json.text(), value);
  return true;
}

bool from_json(const RawJson& json, Binary& value) {
  auto read = json.as_binary();
  if (read) value.bytes = std::move(*read);
  return read.has_value();
}

}  // namespace socketio
