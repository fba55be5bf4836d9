// socketio/src/name_pattern.hpp - a regular expression over names that peers choose.
//
// Thread: hub.
#pragma once

#include <regex>
#include <string_view>

namespace socketio {

class NamePattern {
 public:
  /// ECMAScript, without back-references. Throws std::invalid_argument for what is none.
  explicit NamePattern(std::string_view pattern);
  /// It is found somewhere in the name, as RegExp.test() has it.
  bool found_in(std::string_view name) const;

 private:
  std::regex regex_;
};

}  // namespace socketio
