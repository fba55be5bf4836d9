// socketio/src/json_walk.hpp - the values of a JSON text one after the other, without recursion.
//
// Thread: any (pure functions).
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "json_chars.hpp"
#include "json_scan.hpp"
#include "placeholders.hpp"

namespace socketio {

/// Tells the visitor what stands in `json`, in order: open_array(), open_object(), close(), key(quoted),
/// string(quoted), scalar(text) for null, booleans and numbers, and binary(number) where one of
/// `placeholders` is, whose content is left out. Text that is not JSON is misread, but not left.
/// @pre placeholders are those of find_placeholders(json), in order, each with a number.
template <class Visitor>
void walk_json(std::string_view json, std::span<const Placeholder> placeholders, Visitor& visitor) {
  for (std::size_t at = 0; at < json.size();) {
    const char c = json[at];
    if (!placeholders.empty() && at == placeholders.front().begin) {
      visitor.binary(*placeholders.front().number);
      at = placeholders.front().end;
      placeholders = placeholders.subspan(1);
    } else if (c == '"') {
      const std::size_t end = value_end(json, at);
      const std::size_t next = skip_space(json, end);
      const bool is_key = next < json.size() && json[next] == ':';
      is_key ? visitor.key(json.substr(at, end - at)) : visitor.string(json.substr(at, end - at));
      at = is_key ? next + 1 : end;
    } else if (c == '[' || c == '{') {
      c == '[' ? visitor.open_array() : visitor.open_object();
      ++at;
    } else if (c == ']' || c == '}') {
      visitor.close();
      ++at;
    } else if (c == ',' || c == ':' || is_space(c)) {
      ++at;
    } else {
      const std::size_t end = value_end(json, at);
      visitor.scalar(json.substr(at, end - at));
      at = end;
    }
  }
}

}  // namespace socketio
