// socketio/src/recovery/room_shares.hpp - how much of an event log each room takes.
//
// One busy room must not push out what the members of all others may have missed. Knows numbers and sizes of
// events only; the log holds the events.
// Thread: hub.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>

#include "socketio/adapter.hpp"

namespace socketio {

/// What a log keeps of one room.
struct RoomBounds {
  std::size_t max_events = 0;
  std::size_t max_bytes = 0;
};

class RoomShares {
 public:
  explicit RoomShares(const RoomBounds& bounds) : bounds_(bounds) {}

  /// @pre `number` is larger than all that the room has had.
  void add(const Room& room, std::uint64_t number, std::size_t bytes);
  /// Takes the oldest event out of a share that is too large. @return its number; nothing when it fits.
  std::optional<std::uint64_t> drop_excess(const Room& room);
  /// The log drops the room's oldest event, and remembers that itself.
  void drop_oldest(const Room& room);

  /// The last number that was dropped for the sake of the bounds; 0: none that is remembered.
  std::uint64_t dropped(const Room& room) const;
  std::uint64_t newest_dropped() const { return newest_dropped_; }
  /// The log remembers by itself that everything up to `number` is gone.
  void forget_dropped(std::uint64_t number);
  /// Rooms that something is known about.
  std::size_t size() const { return shares_.size(); }

 private:
  struct Event {
    std::uint64_t number;
    std::size_t bytes;
  };
  struct Share {
    std::deque<Event> events;
    std::size_t bytes = 0;
    std::uint64_t dropped = 0;
  };

  static Event pop_oldest(Share& share);

  RoomBounds bounds_;
  std::unordered_map<Room, Share> shares_;
  std::uint64_t newest_dropped_ = 0;
};

}  // namespace socketio
