// socketio/src/event_names.hpp - numbers for the event names that somebody handles.
//
// The sockets of a namespace handle the same few events: each name is kept once, and a socket keeps a
// number. A name is forgotten with its last user. Thread: hub.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace socketio {

class EventNames {
 public:
  static constexpr std::uint32_t unknown = 0;

  /// The number of `name`, with one more user.
  std::uint32_t acquire(std::string_view name);
  /// One user less. @pre acquired.
  void release(std::uint32_t id);
  /// The number of a name that has users, else unknown.
  std::uint32_t find(std::string_view name) const;
  std::size_t size() const { return by_name_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  struct Use {
    std::uint32_t id;
    std::size_t users;
  };
  using ByName = std::unordered_map<std::string, Use, Hash, std::equal_to<>>;

  ByName by_name_;
  std::vector<ByName::value_type*> by_id_{nullptr};  // null: free
  std::vector<std::uint32_t> free_;
};

}  // namespace socketio
