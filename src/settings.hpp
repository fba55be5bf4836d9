// settings.hpp - everything an operator can choose, with its defaults.
//
// The structures of the layers are used as they are, so a default is written down once, where it is used.
// Thread: any (a value).
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "engineio/network.hpp"
#include "watchroom/config.hpp"

namespace roomd {

struct Settings {
  engineio::NetworkOptions network{.port = 3001, .batch_interval = std::chrono::milliseconds(1)};
  watchroom::Config room;  ///< its auth_key is the one secret
  /// Origins that may read answers; "*" or nothing: every origin.
  std::vector<std::string> allowed_origins{"*"};
  base::log::Level log_level = base::log::Level::info;
};

}  // namespace roomd
