// socketio/src/json_chars.hpp - kinds of characters in JSON and in packet headers.
//
// Thread: any (pure functions).
#pragma once

namespace socketio {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

}  // namespace socketio
