// engineio/jsonp.hpp - polling for browsers that can only load scripts: pure functions.
//
// A payload comes as a call of a function that the client defined, and goes as the field of a form.
//
// Protocol: Engine.IO 3, "JSONP"; the reference serves protocol 4 the same way. Thread: any.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/shared_bytes.hpp"

namespace engineio::jsonp {

/// `___eio[<digits>]("<payload>");`: a script, so U+2028 and U+2029 are escaped as well. Of `index` only the
/// digits are used. @pre `payload` is UTF-8.
base::SharedBytes script(std::string_view index, std::string_view payload);

/// The payload in a form body: its field `d`, in which a line feed is written as "\n" and a backslash with an
/// 'n' behind it as "\\n". Nothing without that field. A repeated field: the last wins.
std::optional<std::string> payload_of(std::string_view form);

}  // namespace engineio::jsonp
