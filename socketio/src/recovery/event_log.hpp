// socketio/src/recovery/event_log.hpp - the events of one namespace that somebody may have missed.
//
// A queue in the order of their numbers, which grow. What is too old or too much leaves at the front, and the
// log remembers up to where: whoever saw at least that number can still be told everything.
// Thread: hub.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "base/timers.hpp"
#include "socketio/adapter.hpp"
#include "socketio/parser.hpp"

namespace socketio {

/// Bytes that the logs of all namespaces of a server may take together. Outlives them.
struct LogBudget {
  std::size_t max_bytes = 0;
  std::size_t used_bytes = 0;
};

class EventLog {
 public:
  using Time = base::Timers::Clock::time_point;

  /// @param max_bytes  of this log; `shared` bounds it together with others.
  EventLog(std::size_t max_bytes, LogBudget& shared) : max_bytes_(max_bytes), shared_(shared) {}
  ~EventLog() { clear(); }
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;

  /// Older events make room. One that is larger than the bounds is not kept: nobody can be told any more what
  /// came before it either. @pre number is larger than all before.
  void append(std::uint64_t number, const EncodedPacket& packet, const BroadcastOptions& options, Time now);
  void drop_before(Time oldest);
  void clear();

  /// Nothing behind `number` was dropped.
  bool reaches_back_to(std::uint64_t number) const { return number >= dropped_; }
  /// Calls fn for each event behind `number` that went to any of `rooms` and excepted none of them.
  void replay(std::uint64_t number, const std::vector<Room>& rooms,
              const std::function<void(const EncodedPacket&)>& fn) const;

  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  /// What the entries take, shared packets counted as if they were not.
  std::size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    std::uint64_t number;
    Time time;
    std::size_t bytes;
    EncodedPacket packet;
    std::vector<Room> rooms;
    std::vector<Room> except;
  };
  void drop_oldest();

  std::size_t max_bytes_;
  LogBudget& shared_;
  std::deque<Entry> entries_;
  std::size_t bytes_ = 0;
  std::uint64_t dropped_ = 0;  // the last number that is not here any more
};

}  // namespace socketio
