// engineio/src/net/hub.hpp - the hub thread: its io_context (its own or the program's), its clock, its turns.
//
// A turn is: one thing happens (a timer, posted work, a signal, events of the loops), then the commands it
// caused are flushed. Everything that runs on the hub goes through one of the functions here, so that no
// turn can forget its flush.
// Thread: the one that calls run(), except post() and wake(). Lifetime: owned by Network.
#pragma once

#include <array>
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/thread_check.hpp"
#include "engineio/statistics.hpp"
#include "net/asio_timers.hpp"

namespace engineio::net {

class Poller;

class Hub {
 public:
  /// `deliver_events` hands the loops' events to the listener; `flush_commands` ends every turn. `borrowed`:
  /// the program's io_context, which then runs the hub instead of run(); null: one of its own.
  Hub(std::function<void()> deliver_events, std::function<void()> flush_commands,
      asio::io_context* borrowed = nullptr);

  asio::io_context& context() { return context_; }
  bool borrows_context() const { return !own_context_; }
  AsioTimers& timers() { return timers_; }

  void run();
  /// Lets run() return after the current turn. On a borrowed context: nothing of the hub waits there any
  /// more.
  void quit();
  void on_signals(std::initializer_list<int> signals, std::function<void(int)> handler);

  /// A loop without a thread of its own waits for sockets on the hub's; null when it is gone.
  void share_thread_with(Poller* poller) { poller_ = poller; }
  /// Runs `work` in a turn of its own. Thread: any.
  void post(std::function<void()> work);
  /// Events wait in a mailbox. Thread: any.
  void wake();
  /// On a borrowed context commands may also come from the program's own handlers; see that they leave.
  void wake_unless_in_turn();
  /// How long its turns took, and its thread's processor time. Thread: the hub's.
  void add_to(NetworkStatistics& statistics) const;
  /// wake() at once, for a loop without a thread of its own. @pre no other turn is on the stack.
  void turn();

 private:
  struct Signals {
    Signals(asio::io_context& context, std::function<void(int)> called)
        : set(context), handler(std::move(called)) {}
    asio::signal_set set;
    std::function<void(int)> handler;
  };
  void wait_for(Signals& signals);
  void end_turn();

  std::function<void()> deliver_events_;
  std::function<void()> flush_commands_;
  std::optional<asio::io_context> own_context_;
  asio::io_context& context_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
  AsioTimers timers_;
  /// As DurationHistogram, in whole nanoseconds: this is counted once per turn.
  std::array<std::uint64_t, DurationHistogram::bounds.size() + 1> turns_{};
  std::chrono::nanoseconds turn_time_{0};
  std::atomic<Poller*> poller_{nullptr};
  std::vector<std::unique_ptr<Signals>> signals_;
  base::ThreadCheck thread_;
};

}  // namespace engineio::net
