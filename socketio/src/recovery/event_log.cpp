#include "recovery/event_log.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace socketio {
namespace {

std::size_t bytes_of(const std::vector<Room>& rooms) {
  std::size_t bytes = 0;
  for (const Room& room : rooms) bytes += sizeof(Room) + room.size();
  return bytes;
}

std::size_t bytes_of(const EncodedPacket& packet) {
  std::size_t bytes = packet.message.packet().size();
  for (const engineio::Message& attachment : packet.attachments) {
    bytes += sizeof(engineio::Message) + attachment.packet().size();
  }
  return bytes;
}

using RoomSet = std::unordered_set<std::string_view>;

bool any_in(const std::vector<Room>& rooms, const RoomSet& set) {
  return std::any_of(rooms.begin(), rooms.end(), [&](const Room& room) { return set.contains(room); });
}

}  // namespace

void EventLog::append(std::uint64_t number, const EncodedPacket& packet, const BroadcastOptions& options,
                      Time now) {
  const std::size_t bytes =
      sizeof(Entry) + bytes_of(packet) + bytes_of(options.rooms) + bytes_of(options.except);
  const auto fits = [&] {
    return bytes_ + bytes <= max_bytes_ && shared_.used_bytes + bytes <= shared_.max_bytes;
  };
  while (!fits() && !entries_.empty()) drop_oldest();
  if (!fits()) {
    dropped_ = number;
    return;
  }
  entries_.push_back({number, now, bytes, packet, options.rooms, options.except});
  bytes_ += bytes;
  shared_.used_bytes += bytes;
}

void EventLog::drop_before(Time oldest) {
  while (!entries_.empty() && entries_.front().time < oldest) drop_oldest();
}

void EventLog::clear() {
  while (!entries_.empty()) drop_oldest();
}

void EventLog::drop_oldest() {
  const Entry& entry = entries_.front();
  dropped_ = entry.number;
  bytes_ -= entry.bytes;
  shared_.used_bytes -= entry.bytes;
  entries_.pop_front();
}

void EventLog::replay(std::uint64_t number, const std::vector<Room>& rooms,
                      const std::function<void(const EncodedPacket&)>& fn) const {
  const RoomSet own(rooms.begin(), rooms.end());
  auto at = std::upper_bound(entries_.begin(), entries_.end(), number,
                             [](std::uint64_t seen, const Entry& entry) { return seen < entry.number; });
  for (; at != entries_.end(); ++at) {
    if (!at->rooms.empty() && !any_in(at->rooms, own)) continue;
    if (!any_in(at->except, own)) fn(at->packet);
  }
}

}  // namespace socketio
