#include "recovery/room_shares.hpp"

#include <algorithm>

namespace socketio {

void RoomShares::add(const Room& room, std::uint64_t number, std::size_t bytes) {
  Share& share = shares_[room];
  share.events.push_back({number, bytes});
  share.bytes += bytes;
}

RoomShares::Event RoomShares::pop_oldest(Share& share) {
  const Event oldest = share.events.front();
  share.events.pop_front();
  share.bytes -= oldest.bytes;
  return oldest;
}

std::optional<std::uint64_t> RoomShares::drop_excess(const Room& room) {
  const auto found = shares_.find(room);
  if (found == shares_.end()) return std::nullopt;
  Share& share = found->second;
  if (share.events.size() <= bounds_.max_events && share.bytes <= bounds_.max_bytes) return std::nullopt;
  share.dropped = pop_oldest(share).number;
  newest_dropped_ = std::max(newest_dropped_, share.dropped);
  return share.dropped;
}

void RoomShares::drop_oldest(const Room& room) {
  const auto found = shares_.find(room);
  const Event oldest = pop_oldest(found->second);
  if (found->second.events.empty() && found->second.dropped <= oldest.number) shares_.erase(found);
}

std::uint64_t RoomShares::dropped(const Room& room) const {
  const auto found = shares_.find(room);
  return found == shares_.end() ? 0 : found->second.dropped;
}

void RoomShares::forget_dropped(std::uint64_t number) {
  std::erase_if(shares_, [=](const auto& entry) {
    return entry.second.events.empty() && entry.second.dropped <= number;
  });
}

}  // namespace socketio
