// socketio/src/placeholders.hpp - where a value of a binary packet refers to its attachments.
//
// Protocol: Socket.IO 5, "Packet encoding", {"_placeholder":true,"num":n}. Thread: any (pure function).
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace socketio {

/// One object with "_placeholder":true, as the bytes [begin, end) of the text.
struct Placeholder {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::optional<std::size_t> number = {};  ///< nothing: "num" is absent or not a whole number
};

/// The outermost placeholders of a validated value, in order. Cost: one pass, however deep the value is.
std::vector<Placeholder> find_placeholders(std::string_view json);

}  // namespace socketio
