// watchroom/rooms_by_address.hpp - how many rooms were made from one client address.
//
// Memory: an entry per room that is counted. Thread: hub.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/ip_address.hpp"
#include "domain/string_table.hpp"

namespace watchroom {

class RoomsByAddress {
 public:
  std::size_t count(const base::IpAddress& maker) const {
    const auto found = counts_.find(maker);
    return found == counts_.end() ? 0 : found->second;
  }
  void add(const std::string& room, const base::IpAddress& maker) {
    makers_.emplace(room, maker);
    ++counts_[maker];
  }
  /// The room is gone; nothing happens for one that was not counted.
  void remove(std::string_view room) {
    const auto made = makers_.find(room);
    if (made == makers_.end()) return;
    const auto count = counts_.find(made->second);
    if (--count->second == 0) counts_.erase(count);
    makers_.erase(made);
  }

 private:
  StringTable<base::IpAddress> makers_;
  std::map<base::IpAddress, std::size_t> counts_;  // ordered: strangers choose the keys
};

}  // namespace watchroom
