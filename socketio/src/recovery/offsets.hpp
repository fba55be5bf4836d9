// socketio/src/recovery/offsets.hpp - the text form of an event's number in its log.
//
// Four characters that differ from log to log, then the number, as short as it can be: "Yk0J1a". The client
// takes the last argument of any event for an offset if it is a string; the tag keeps an application's own
// text, and offsets of another run of the server, from being mistaken for one.
// Thread: any (a constant value).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace socketio {

class Offsets {
 public:
  /// @param unix_ms  when the log began: what its tag is made of.
  explicit Offsets(std::int64_t unix_ms);

  std::string text(std::uint64_t number) const;
  /// The number in a text that text() could have given; nothing for any other.
  std::optional<std::uint64_t> number(std::string_view text) const;

 private:
  std::string tag_;
};

}  // namespace socketio
