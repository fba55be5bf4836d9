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

/// Each once: what went to a room twice counts there once.
std::vector<Room> distinct(std::vector<Room> rooms) {
  std::sort(rooms.begin(), rooms.end());
  rooms.erase(std::unique(rooms.begin(), rooms.end()), rooms.end());
  return rooms;
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
  const std::vector<Room> rooms = distinct(options.rooms);
  entries_.emplace_hint(entries_.end(), number, Entry{now, bytes, packet, rooms, options.except});
  bytes_ += bytes;
  shared_.used_bytes += bytes;
  for (const Room& room : rooms) shares_.add(room, number, bytes);
  for (const Room& room : rooms) trim(room);
}

void EventLog::trim(const Room& room) {
  while (const auto number = shares_.drop_excess(room)) {
    const auto entry = entries_.find(*number);
    std::erase(entry->second.rooms, room);
    if (entry->second.rooms.empty()) erase(entry);
  }
}

void EventLog::drop_before(Time oldest) {
  while (!entries_.empty() && entries_.begin()->second.time < oldest) drop_oldest();
  if (entries_.empty()) dropped_ = std::max(dropped_, shares_.newest_dropped());
  shares_.forget_dropped(dropped_);
}

void EventLog::clear() {
  while (!entries_.empty()) drop_oldest();
}

void EventLog::drop_oldest() {
  const auto oldest = entries_.begin();
  dropped_ = oldest->first;
  for (const Room& room : oldest->second.rooms) shares_.drop_oldest(room);
  erase(oldest);
}

void EventLog::erase(Entries::iterator entry) {
  bytes_ -= entry->second.bytes;
  shared_.used_bytes -= entry->second.bytes;
  entries_.erase(entry);
}

bool EventLog::reaches_back_to(std::uint64_t number, const std::vector<Room>& rooms) const {
  return number >= dropped_ && std::all_of(rooms.begin(), rooms.end(),
                                           [&](const Room& room) { return number >= shares_.dropped(room); });
}

void EventLog::replay(std::uint64_t number, const std::vector<Room>& rooms,
                      const std::function<void(const EncodedPacket&)>& fn) const {
  const RoomSet own(rooms.begin(), rooms.end());
  for (auto at = entries_.upper_bound(number); at != entries_.end(); ++at) {
    const Entry& entry = at->second;
    if (!entry.rooms.empty() && !any_in(entry.rooms, own)) continue;
    if (!any_in(entry.except, own)) fn(entry.packet);
  }
}

}  // namespace socketio
