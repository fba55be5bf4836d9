// watchroom/domain/string_table.hpp - a hash table keyed by strings and searched with views of them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace watchroom {

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

/// find() takes a std::string_view and makes no copy of it.
template <class Value>
using StringTable = std::unordered_map<std::string, Value, StringHash, std::equal_to<>>;

}  // namespace watchroom
