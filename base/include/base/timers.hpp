// base/timers.hpp - the clock seam: the only source of time in this code base.
//
// The queue is shared by the real and the fake clock, so the two cannot differ in order or re-entrancy.
// Rules: a wait is a Timer *member*, so its owner's destructor cancels it; expiry logic is a function of
// now(), not of a tick; nobody else calls steady_clock::now() or sleeps.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "base/slot_table.hpp"
#include "base/thread_check.hpp"

namespace base {

class Timers;

/// A pending callback; cancels it when destroyed or assigned over. Move-only.
///
/// Thread: that of its Timers. Lifetime: must not outlive the Timers it came from.
class [[nodiscard]] Timer {
 public:
  Timer() = default;
  Timer(Timer&& other) noexcept;
  Timer& operator=(Timer&& other) noexcept;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { cancel(); }

  /// Forgets the callback; nothing happens if it already ran.
  void cancel();
  /// True until the callback starts to run or cancel() is called.
  bool pending() const;

 private:
  friend class Timers;
  Timer(Timers& timers, SlotId id) : timers_(&timers), id_(id) {}

  Timers* timers_ = nullptr;
  SlotId id_;
};

/// Runs callbacks at points in time. Thread: hub (every call asserts it).
class Timers {
 public:
  /// The clock whose time points now() gives.
  using Clock = std::chrono::steady_clock;

  Timers() = default;
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;
  virtual ~Timers() = default;

  /// Monotonic time; within one callback it may stand still.
  virtual Clock::time_point now() const = 0;
  /// Milliseconds since the Unix epoch, for payloads only; may jump.
  virtual std::int64_t unix_ms() const = 0;

  /// Runs `fn` once, at or after now() + delay; never from inside this call. Callbacks due at the same
  /// time run in the order they were made. A delay below zero counts as zero.
  Timer after(Clock::duration delay, std::function<void()> fn);
  /// Callbacks that still wait.
  std::size_t pending() const { return queue_.size(); }

 protected:
  /// Names every callback made so far.
  std::uint64_t newest() const { return last_number_; }
  /// Runs everything due at or before `until`, in order of (time, creation), including what the callbacks
  /// themselves arm for that span - unless `newest` says up to which one.
  void run_due(Clock::time_point until, std::uint64_t newest = UINT64_MAX);
  /// Due time of the earliest callback, or time_point::max().
  Clock::time_point next_due() const;
  /// Called when the earliest due time became earlier: the real clock sets its alarm.
  virtual void rearm() {}

  ThreadCheck thread_;  ///< of the thread that runs the callbacks

 private:
  friend class Timer;
  /// A callback that waits, in heap order of (due, number).
  struct Entry {
    Clock::time_point due;
    std::uint64_t number;
    std::uint32_t slot;
    friend bool operator<(const Entry& a, const Entry& b) {
      return a.due != b.due ? a.due < b.due : a.number < b.number;
    }
  };
  /// What a Timer names. The function is here, so that sorting moves small things only.
  struct Waiting {
    std::function<void()> fn;
    std::uint32_t position = 0;  // in queue_
  };

  bool pending(SlotId id) const { return waiting_.contains(id); }
  void cancel(SlotId id);
  void remove(std::size_t position);
  void place(std::size_t position, const Entry& entry);
  void move_up(std::size_t position, const Entry& entry);
  void move_down(std::size_t position, const Entry& entry);

  std::vector<Entry> queue_;  // a heap: no entry is earlier than its parent
  SlotTable<Waiting> waiting_;
  std::uint64_t last_number_ = 0;
};

}  // namespace base
