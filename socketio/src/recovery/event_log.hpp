// socketio/src/recovery/event_log.hpp - the events of one namespace that somebody may have missed.
//
// In the order of their numbers, which grow. What is too old or too much leaves at the front, and the log
// remembers up to where: whoever saw at least that number can still be told everything. A room that has more
// than its share loses its own oldest events, which concerns only those who were in it.
// Thread: hub.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "base/timers.hpp"
#include "recovery/room_shares.hpp"
#include "socketio/adapter.hpp"
#include "socketio/parser.hpp"

namespace socketio {

/// Bytes that the logs of all namespaces of a server may take together. Outlives them.
struct LogBudget {
  std::size_t max_bytes = 0;
  std::size_t used_bytes = 0;
};

/// What one log may keep.
struct LogBounds {
  std::size_t max_bytes = 0;
  RoomBounds room;  ///< of each room; what goes to everybody counts for none
};

class EventLog {
 public:
  using Time = base::Timers::Clock::time_point;

  /// @param shared  bounds it together with others.
  EventLog(const LogBounds& bounds, LogBudget& shared)
      : max_bytes_(bounds.max_bytes), shares_(bounds.room), shared_(shared) {}
  ~EventLog() { clear(); }
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;

  /// Older events make room. One that is larger than the bounds is not kept: nobody can be told any more what
  /// came before it either. @pre number is larger than all before.
  void append(std::uint64_t number, const EncodedPacket& packet, const BroadcastOptions& options, Time now);
  void drop_before(Time oldest);
  void clear();

  /// Nothing behind `number` that went to any of `rooms`, or to everybody, was dropped.
  bool reaches_back_to(std::uint64_t number, const std::vector<Room>& rooms) const;
  /// Calls fn for each event behind `number` that went to any of `rooms` and excepted none of them.
  void replay(std::uint64_t number, const std::vector<Room>& rooms,
              const std::function<void(const EncodedPacket&)>& fn) const;

  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  /// What the entries take, shared packets counted as if they were not.
  std::size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    Time time;
    std::size_t bytes;
    EncodedPacket packet;
    std::vector<Room> rooms;  // those that still have it in their share; empty from the start: everybody
    std::vector<Room> except;
  };
  using Entries = std::map<std::uint64_t, Entry>;

  void trim(const Room& room);
  void drop_oldest();
  void erase(Entries::iterator entry);

  std::size_t max_bytes_;
  RoomShares shares_;
  LogBudget& shared_;
  Entries entries_;
  std::size_t bytes_ = 0;
  std::uint64_t dropped_ = 0;  // the last number that is not here any more
};

}  // namespace socketio
