#include "plain_json.hpp"

#include <cstdint>

#include "byte_search.hpp"
#include "json_chars.hpp"

namespace socketio {
namespace {

bool is_hex_digit(char c) { return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

/// Which of the open containers are objects: a bit for each.
class Nesting {
 public:
  std::size_t depth() const { return depth_; }
  void open(bool object) {
    std::uint64_t& word = objects_[depth_ / 64];
    const std::uint64_t bit = std::uint64_t{1} << (depth_ % 64);
    word = object ? word | bit : word & ~bit;
    ++depth_;
  }
  void close() { --depth_; }
  /// The innermost one. @pre depth() > 0.
  bool in_object() const { return (objects_[(depth_ - 1) / 64] >> ((depth_ - 1) % 64) & 1) != 0; }

 private:
  std::size_t depth_ = 0;
  std::array<std::uint64_t, max_plain_depth / 64> objects_{};
};

/// Every member reads one thing and returns false when it is not there as expected.
class PlainReader {
 public:
  PlainReader(std::string_view text, std::size_t max_depth, JsonElements& elements)
      : text_(text), max_depth_(max_depth), elements_(elements) {}

  bool read() {
    skip_space();
    bool more = value();
    while (more && nesting_.depth() > 0) more = behind_value();
    skip_space();
    return more && at_ == text_.size();
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() {
    while (is_space(peek())) ++at_;
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  bool in_outermost_array() const { return nesting_.depth() == 1 && !nesting_.in_object(); }

  /// A scalar, or the beginning of a container up to its first scalar or its end.
  bool value() {
    if (in_outermost_array()) element_ = at_;
    switch (peek()) {
      case '"':
        return string();
      case '[':
      case '{':
        return open();
      case 't':
        return literal("true");
      case 'f':
        return literal("false");
      case 'n':
        return literal("null");
      default:
        return number();
    }
  }

  bool open() {
    const bool object = text_[at_++] == '{';
    if (nesting_.depth() == max_depth_) return false;
    nesting_.open(object);
    skip_space();
    if (peek() == (object ? '}' : ']')) return true;  // behind_value() closes it
    return object ? member() : opened_array();
  }

  /// The first element, which may open further containers: no recursion, so that the stack stays flat.
  bool opened_array() {
    pending_value_ = true;
    return true;
  }

  bool member() {
    if (!string()) return false;
    skip_space();
    if (!take(':')) return false;
    skip_space();
    pending_value_ = true;
    return true;
  }

  /// Inside a container: the value that is due, or what may follow one. @pre nesting_.depth() > 0.
  bool behind_value() {
    if (pending_value_) {
      pending_value_ = false;
      return value();
    }
    const std::size_t end = at_;
    skip_space();
    const bool object = nesting_.in_object();
    if (peek() == (object ? '}' : ']')) return close(end);
    if (!take(',')) return false;
    note_element(end);
    skip_space();
    if (object) return member();
    return value();
  }

  bool close(std::size_t end) {
    note_element(end);
    ++at_;
    nesting_.close();
    return true;
  }

  /// The value that ends at `end` was an element of the outermost array.
  void note_element(std::size_t end) {
    if (!in_outermost_array() || element_ == none) return;
    elements_.add(text_.substr(element_, end - element_));
    element_ = none;
  }

  bool string() {
    if (!take('"')) return false;
    while (true) {
      at_ = find_stop<CheckedStringStops>(text_, at_);
      if (take('"')) return true;
      if (!escape()) return false;
    }
  }

  bool escape() {
    if (!take('\\')) return false;
    switch (peek()) {
      case '"':
      case '\\':
      case '/':
      case 'b':
      case 'f':
      case 'n':
      case 'r':
      case 't':
        ++at_;
        return true;
      case 'u':
        return unit();
      default:
        return false;
    }
  }

  bool unit() {
    constexpr std::size_t length = 5;  // "uXXXX"
    if (text_.size() - at_ < length) return false;
    for (std::size_t digit = 1; digit < length; ++digit) {
      if (!is_hex_digit(text_[at_ + digit])) return false;
    }
    at_ += length;
    return true;
  }

  bool literal(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  bool digits() {
    if (!is_digit(peek())) return false;
    while (is_digit(peek())) ++at_;
    return true;
  }

  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (!take('e') && !take('E')) return true;
    if (!take('+')) take('-');
    return digits();
  }

  static constexpr std::size_t none = std::string_view::npos;

  std::string_view text_;
  std::size_t max_depth_;
  JsonElements& elements_;
  std::size_t at_ = 0;
  std::size_t element_ = none;  // where the current element of the outermost array begins
  bool pending_value_ = false;
  Nesting nesting_;
};

}  // namespace

bool is_plain_json(std::string_view text, std::size_t max_depth, JsonElements& elements) {
  return PlainReader(text, max_depth, elements).read();
}

}  // namespace socketio
