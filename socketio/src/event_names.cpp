#include "event_names.hpp"

namespace socketio {

std::uint32_t EventNames::acquire(std::string_view name) {
  auto found = by_name_.find(name);
  if (found == by_name_.end()) {
    if (free_.empty()) {
      free_.push_back(static_cast<std::uint32_t>(by_id_.size()));
      by_id_.push_back(nullptr);
    }
    found = by_name_.emplace(name, Use{free_.back(), 0}).first;
    by_id_[free_.back()] = &*found;
    free_.pop_back();
  }
  ++found->second.users;
  return found->second.id;
}

void EventNames::release(std::uint32_t id) {
  ByName::value_type* const entry = by_id_[id];
  if (--entry->second.users > 0) return;
  by_id_[id] = nullptr;
  free_.push_back(id);
  by_name_.erase(by_name_.find(entry->first));
}

std::uint32_t EventNames::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? unknown : found->second.id;
}

}  // namespace socketio
