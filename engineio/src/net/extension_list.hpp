// engineio/src/net/extension_list.hpp - what a Sec-WebSocket-Extensions header lists.
//
// Protocol: RFC 6455, 9.1. Thread: any (pure functions).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace engineio::net {

struct ExtensionParameter {
  std::string_view name;
  std::optional<std::string> value;  ///< without its quotes
};

struct Extension {
  std::string_view name;
  std::vector<ExtensionParameter> parameters;
};

/// The extensions in order, pointing into `header`; nothing when it is malformed. Empty list elements are
/// skipped (RFC 9110, 5.6.1.2).
std::optional<std::vector<Extension>> parse_extensions(std::string_view header);

}  // namespace engineio::net
