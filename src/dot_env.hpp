// dot_env.hpp - the `.env` file, read as the npm package dotenv reads it.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace roomd {

/// The NAME=value lines of `text`. Accepted around them: blanks, `export `, comments, and one pair of ' " or
/// ` around the value; a value without quotes ends at '#'. Other lines are skipped; the last of equal names
/// wins. Thread: any.
std::map<std::string, std::string, std::less<>> parse_dot_env(std::string_view text);

}  // namespace roomd
