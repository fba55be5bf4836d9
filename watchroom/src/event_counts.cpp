#include "event_counts.hpp"

#include <algorithm>

namespace watchroom {

EventCounts::EventCounts(const std::vector<std::string_view>& names) {
  for (const std::string_view name : names) all_.push_back({.name = name});
}

void EventCounts::sent(std::string_view name) {
  const auto found = std::ranges::find(all_, name, &EventTraffic::name);
  if (found != all_.end()) ++found->sent;
}

}  // namespace watchroom
