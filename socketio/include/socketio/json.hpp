// socketio/json.hpp - JSON without a document tree: views of validated text, and a writer.
//
// Thread: any (values). Lifetime: a RawJson is a view; those given to a handler end with the handler. Keep
// std::string(raw.text()).
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/shared_bytes.hpp"

namespace socketio {

/// The kinds of JSON values.
enum class JsonType : std::uint8_t { null, boolean, number, string, array, object };

/// The attachments that placeholders ({"_placeholder":true,"num":n}) in a text refer to.
using Attachments = std::span<const base::SharedBytes>;

/// One JSON value as the exact text it came as. Copying copies the view.
class RawJson {
 public:
  /// The value null.
  RawJson() = default;
  /// @pre `text` is one valid JSON value without surrounding white space, as the decoder produces it.
  static RawJson trusted(std::string_view text, Attachments attachments = {}) {
    return RawJson(text, attachments);
  }
  /// Validates text from anywhere (white space around it is dropped). @return Errc::invalid_json.
  static base::Result<RawJson> parse(std::string_view text);

  /// The value as it was sent. Valid as long as the packet or text it came from.
  std::string_view text() const { return text_; }
  /// What placeholders inside text() refer to; empty for values of text packets.
  Attachments attachments() const { return attachments_; }

  /// Told from the first character.
  JsonType type() const;
  /// type() is null.
  bool is_null() const { return text_.front() == 'n'; }
  /// type() is boolean.
  bool is_bool() const { return text_.front() == 't' || text_.front() == 'f'; }
  /// type() is number.
  bool is_number() const { return type() == JsonType::number; }
  /// type() is string.
  bool is_string() const { return text_.front() == '"'; }
  /// type() is array.
  bool is_array() const { return text_.front() == '['; }
  /// type() is object; a placeholder is one, too.
  bool is_object() const { return text_.front() == '{'; }

  /// Nothing when the value is of another type.
  std::optional<bool> as_bool() const;
  /// As JavaScript reads it: 1e999 is infinity.
  std::optional<double> as_number() const;
  /// Whole numbers that fit; 1.0 and 1e2 count as whole.
  std::optional<std::int64_t> as_integer() const;
  /// Unescaped; a lone surrogate becomes U+FFFD.
  std::optional<std::string> as_string() const;
  /// The bytes when this value is a placeholder of its packet.
  std::optional<base::SharedBytes> as_binary() const;

  /// Value of the last member with that name; nothing if absent or not an object. Does not parse the rest.
  std::optional<RawJson> member(std::string_view name) const;
  /// Elements of an array, members of an object, else 0. Cost: one pass.
  std::size_t size() const;
  /// Calls fn(RawJson) for each element; nothing happens for other types.
  template <class Fn>
  void for_each_element(Fn&& fn) const {
    std::size_t at = 0;
    for (RawJson element; next_element(at, element);) fn(element);
  }
  /// Calls fn(RawJson name, RawJson value) for each member; `name` is the string as sent.
  template <class Fn>
  void for_each_member(Fn&& fn) const {
    std::size_t at = 0;
    for (RawJson name, value; next_member(at, name, value);) fn(name, value);
  }

 private:
  RawJson(std::string_view text, Attachments attachments) : text_(text), attachments_(attachments) {}
  bool next_element(std::size_t& at, RawJson& element) const;
  bool next_member(std::size_t& at, RawJson& name, RawJson& value) const;

  std::string_view text_ = "null";
  Attachments attachments_;
};

/// Bytes sent or received as an attachment.
struct Binary {
  base::SharedBytes bytes;  ///< shared, not copied
};

/// Appends compact JSON. Calls must form one valid value; names and values alternate inside an object.
///
/// Binary values become placeholders and are collected in attachments().
class JsonWriter {
 public:
  JsonWriter() = default;
  /// Writes into `memory`, whose content is dropped and whose capacity is used.
  explicit JsonWriter(std::string memory) : out_(std::move(memory)) { out_.clear(); }

  /// Writes null.
  JsonWriter& null();
  /// Writes true or false.
  JsonWriter& boolean(bool value);
  /// NaN and infinities become null, as JSON.stringify has it; 1.0 is written "1".
  JsonWriter& number(double value);
  /// Written in full; JavaScript is exact up to 2^53.
  JsonWriter& number(std::int64_t value);
  JsonWriter& number(std::uint64_t value);
  /// @pre UTF-8.
  JsonWriter& string(std::string_view value);
  /// Copies the text; its placeholders keep pointing at the same bytes.
  JsonWriter& raw(const RawJson& value);
  /// @pre `json` is one valid value without placeholders.
  JsonWriter& raw(std::string_view json);
  /// Adds an attachment, and its placeholder here.
  JsonWriter& binary(const base::SharedBytes& bytes);
  /// Opens an object: key() and a value follow, any number of times.
  JsonWriter& begin_object();
  /// The name of the next member. @pre UTF-8.
  JsonWriter& key(std::string_view name);
  /// Closes the object.
  JsonWriter& end_object();
  /// Opens an array.
  JsonWriter& begin_array();
  /// Closes the array.
  JsonWriter& end_array();

  /// What was written so far.
  const std::string& text() const { return out_; }
  /// What the placeholders in text() stand for, by number.
  const std::vector<base::SharedBytes>& attachments() const { return attachments_; }
  /// The finished value; ends with the next call.
  RawJson view() const { return RawJson::trusted(out_, attachments_); }
  /// Ready for the next value; keeps its memory.
  void clear();
  /// Ends the writer: its string, to make another one with.
  std::string take_memory() && { return std::move(out_); }

 private:
  void separate();
  void renumber(const RawJson& value);
  void append_placeholder(const base::SharedBytes& bytes);

  std::string out_;
  std::vector<base::SharedBytes> attachments_;
  bool comma_ = false;
};

/// @name C++ values to JSON
/// A user type gives `void to_json(socketio::JsonWriter&, const T&)` in its namespace.
/// @{

/// Writes the value: null, true and false, numbers, text, binary, arrays, objects; an empty optional is null.
// Constrained, or a capture-less lambda would convert to bool and be sent as `true`.
template <std::same_as<bool> T>
void to_json(JsonWriter& out, const T& value) {
  out.boolean(value);
}
template <std::integral T>
requires(!std::same_as<T, bool> && !std::same_as<T, char>) void to_json(JsonWriter& out, const T& value) {
  if constexpr (std::is_signed_v<T>) {
    out.number(std::int64_t{value});
  } else {
    out.number(std::uint64_t{value});
  }
}
template <std::floating_point T>
void to_json(JsonWriter& out, const T& value) {
  out.number(static_cast<double>(value));
}
inline void to_json(JsonWriter& out, std::nullptr_t) { out.null(); }
template <class T>
requires(std::convertible_to<const T&, std::string_view> &&
         !std::same_as<T, std::nullptr_t>) void to_json(JsonWriter& out, const T& value) {
  out.string(std::string_view(value));
}
template <std::same_as<RawJson> T>
void to_json(JsonWriter& out, const T& value) {
  out.raw(value);
}
template <std::same_as<Binary> T>
void to_json(JsonWriter& out, const T& value) {
  out.binary(value.bytes);
}
template <class T>
void to_json(JsonWriter& out, const std::optional<T>& value);
template <class T>
void to_json(JsonWriter& out, const std::vector<T>& values);
template <class T, class Compare, class Allocator>
void to_json(JsonWriter& out, const std::map<std::string, T, Compare, Allocator>& values);

template <class T>
void to_json(JsonWriter& out, const std::optional<T>& value) {
  if (value) {
    to_json(out, *value);
  } else {
    out.null();
  }
}
template <class T>
void to_json(JsonWriter& out, const std::vector<T>& values) {
  out.begin_array();
  for (const auto& value : values) to_json(out, static_cast<const T&>(value));
  out.end_array();
}
template <class T, class Compare, class Allocator>
void to_json(JsonWriter& out, const std::map<std::string, T, Compare, Allocator>& values) {
  out.begin_object();
  for (const auto& [name, value] : values) {
    out.key(name);
    to_json(out, value);
  }
  out.end_object();
}

/// @}

/// What emit() and Ack accept.
template <class T>
concept JsonSendable = requires(JsonWriter& out, const std::remove_cvref_t<T>& value) {
  to_json(out, value);
};

/// @name JSON to C++ values
/// A user type gives `bool from_json(const socketio::RawJson&, T&)` in its namespace.
/// @{

/// Reads the value. @return false: it does not fit; `value` may have changed.
bool from_json(const RawJson& json, bool& value);
bool from_json(const RawJson& json, double& value);
bool from_json(const RawJson& json, std::string& value);
inline bool from_json(const RawJson& json, RawJson& value) {
  value = json;
  return true;
}
bool from_json(const RawJson& json, Binary& value);
template <std::integral T>
requires(!std::same_as<T, bool> && !std::same_as<T, char>) bool from_json(const RawJson& json, T& value) {
  const std::optional<std::int64_t> number = json.as_integer();
  if (!number || !std::in_range<T>(*number)) return false;
  value = static_cast<T>(*number);
  return true;
}
inline bool from_json(const RawJson& json, float& value) {
  double wide = 0;
  if (!from_json(json, wide)) return false;
  value = static_cast<float>(wide);
  return true;
}
template <class T>
bool from_json(const RawJson& json, std::optional<T>& value);
template <class T>
bool from_json(const RawJson& json, std::vector<T>& values);
template <class T>
bool from_json(const RawJson& json, std::map<std::string, T>& values);

template <class T>
bool from_json(const RawJson& json, std::optional<T>& value) {
  value.reset();
  return json.is_null() || from_json(json, value.emplace());
}
template <class T>
bool from_json(const RawJson& json, std::vector<T>& values) {
  if (!json.is_array()) return false;
  values.clear();
  bool fits = true;
  json.for_each_element([&](const RawJson& element) {
    T value{};
    fits = fits && from_json(element, value);
    if (fits) values.push_back(std::move(value));
  });
  return fits;
}
template <class T>
bool from_json(const RawJson& json, std::map<std::string, T>& values) {
  if (!json.is_object()) return false;
  values.clear();
  bool fits = true;
  json.for_each_member([&](const RawJson& name, const RawJson& member) {
    fits = fits && from_json(member, values[*name.as_string()]);
  });
  return fits;
}

/// @}

/// What a handler's parameter may be, beside Args and Ack<...>.
template <class T>
concept JsonReceivable = std::default_initializable<T> && requires(const RawJson& json, T& value) {
  { from_json(json, value) } -> std::convertible_to<bool>;
};

}  // namespace socketio
