// configuration.hpp - flags over environment over `.env` over defaults.
//
// Thread: any.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "settings.hpp"

namespace roomd {

/// What the command line asks for, and with which settings.
struct Start {
  enum class Action { run, help, version, print_config, health_check };

  Action action = Action::run;
  Settings settings;
  std::string error;  ///< not empty: the start is refused; one line naming what is wrong, never a secret
};

/// The value of an environment variable; nothing when it is not set.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

/// Reads all sources. An empty variable counts as not set, as container tools pass it on when it is not.
///
/// @param arguments  the command line without the program's name.
/// @param dot_env    the content of the `.env` file; "" when there is none.
Start configure(const std::vector<std::string>& arguments, const Environment& environment,
                std::string_view dot_env);

/// The text behind --help.
std::string help_text();
/// One NAME=value line per option, in the order of options(); secrets as "***", or nothing when not set.
std::string config_text(const Settings& settings);

}  // namespace roomd
