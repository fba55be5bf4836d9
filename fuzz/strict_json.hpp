// fuzz/strict_json.hpp - RFC 8259 once more, written to be short: the second opinion about JSON.
//
// Accepts what JavaScript's JSON.parse accepts, given valid UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fuzz {

class StrictJson {
 public:
  /// Whether `text` is one JSON value, and how deep its arrays and objects are inside each other.
  explicit StrictJson(std::string_view text) : rest_(text) {
    valid_ = value();
    while (valid_ && !open_.empty()) valid_ = behind_value();
    space();
    valid_ = valid_ && rest_.empty();
  }
  bool valid() const { return valid_; }
  /// Of what was read until it was clear. @pre of a valid text: of all of it.
  std::size_t depth() const { return depth_; }

 private:
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  bool take_any(std::string_view chars) {
    if (rest_.empty() || chars.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void space() {
    while (take_any(" \t\r\n")) continue;
  }

  /// A value, or everything up to the first one inside it.
  bool value() {
    while (true) {
      space();
      if (take("[")) {
        open('[');
        space();
        if (peek() == ']') return true;
      } else if (take("{")) {
        open('{');
        space();
        if (peek() == '}') return true;
        if (!key()) return false;
      } else {
        return take("true") || take("false") || take("null") || (peek() == '"' ? string() : number());
      }
    }
  }
  void open(char kind) {
    open_ += kind;
    depth_ = open_.size() > depth_ ? open_.size() : depth_;
  }
  bool behind_value() {
    space();
    if (take(open_.back() == '[' ? "]" : "}")) {
      open_.pop_back();
      return true;
    }
    if (!take(",")) return false;
    space();
    return (open_.back() == '[' || key()) && value();
  }
  bool key() {
    if (peek() != '"' || !string()) return false;
    space();
    return take(":");
  }
  bool string() {
    take("\"");
    while (!rest_.empty()) {
      if (take("\"")) return true;
      if (take("\\")) {
        if (take("u") ? !hex4() : !take_any("\"\\/bfnrt")) return false;
      } else if (static_cast<unsigned char>(peek()) < 0x20) {
        return false;
      } else {
        rest_.remove_prefix(1);
      }
    }
    return false;
  }
  bool hex4() {
    for (int digit = 0; digit < 4; ++digit) {
      if (!take_any("0123456789abcdefABCDEF")) return false;
    }
    return true;
  }
  bool digits() {
    if (!take_any("0123456789")) return false;
    while (take_any("0123456789")) continue;
    return true;
  }
  bool number() {
    take("-");
    if (!take("0") && !digits()) return false;
    if (take(".") && !digits()) return false;
    if (!take_any("eE")) return true;
    take_any("+-");
    return digits();
  }

  std::string_view rest_;
  std::string open_;
  std::size_t depth_ = 0;
  bool valid_ = false;
};

}  // namespace fuzz
