// socketio/src/plain_json.hpp - one look at ordinary JSON: is it valid, and where are the elements of its
// array.
//
// Reads a text once, without a copy, and finds at the same time what a dispatcher needs next. Says yes only
// to what RapidJSON and JavaScript accept as well; whatever it does not know its way around in it leaves
// undecided, and json_scan asks RapidJSON. See docs/decisions/0008-plain-json.md.
// Thread: any (values). Protocol: RFC 8259.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace socketio {

/// The elements of one array, if they are not more than a few.
class JsonElements {
 public:
  void clear() {
    count_ = 0;
    too_many_ = false;
  }
  void add(std::string_view element) {
    if (count_ == elements_.size()) {
      too_many_ = true;
    } else {
      elements_[count_++] = element;
    }
  }
  /// In order; empty when there were too many to remember. Views into the text that was read.
  std::span<const std::string_view> all() const {
    return too_many_ ? std::span<const std::string_view>() : std::span(elements_).first(count_);
  }

 private:
  std::array<std::string_view, 6> elements_;
  std::size_t count_ = 0;
  bool too_many_ = false;
};

/// Nesting that can be followed; a text deeper than this is undecided.
inline constexpr std::size_t max_plain_depth = 1024;

/// @return true: `text` is one JSON value, nested no deeper than `max_depth`, with nothing but white space
/// around it; if it is an array, `elements` received what is in it. False: undecided.
/// @pre valid UTF-8, max_depth <= max_plain_depth, `elements` is clear.
bool is_plain_json(std::string_view text, std::size_t max_depth, JsonElements& elements);

}  // namespace socketio
