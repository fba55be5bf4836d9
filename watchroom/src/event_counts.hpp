// watchroom/event_counts.hpp - counts the events by number.
//
// Thread: hub.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "watchroom/traffic.hpp"

namespace watchroom {

/// Of an event, see event_names().
using EventNumber = std::uint32_t;

class EventCounts {
 public:
  explicit EventCounts(const std::vector<std::string_view>& names);

  void received(EventNumber number) { ++all_[number].received; }
  void sent(EventNumber number) { ++all_[number].sent; }
  /// Looks the name up: for what is sent seldom.
  void sent(std::string_view name);
  const std::vector<EventTraffic>& all() const { return all_; }

 private:
  std::vector<EventTraffic> all_;
};

}  // namespace watchroom
