// option.hpp - one thing an operator can set: its names, its help, and how its text becomes a value.
//
// Thread: any.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "settings.hpp"

namespace roomd {

/// One row of the option table, which drives the environment, `.env`, flags, --help, --print-config and the
/// documentation.
struct Option {
  std::string_view name;     ///< in the environment and in `.env`: "IO_THREADS"
  std::string_view meaning;  ///< one sentence without a full stop
  std::string accepts;       ///< what parse() takes: "0 to 65535"
  /// Stores the value of a text without blanks around it; false, and no change, when the text is not what
  /// `accepts` says.
  std::function<bool(std::string_view, Settings&)> parse;
  /// The value as parse() would read it.
  std::function<std::string(const Settings&)> show;
  bool secret = false;  ///< never printed
  /// Of a text that parse() refused, what is wrong with it; empty: all of it.
  std::function<std::string_view(std::string_view)> wrong_part = {};

  /// "--io-threads".
  std::string flag() const;
};

/// Every option, in the order in which it is documented.
const std::vector<Option>& options();

}  // namespace roomd
