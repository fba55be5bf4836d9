// engineio/src/net/asio_timers.hpp - base::Timers on an io_context: real time.
//
// One steady_timer waits for the earliest callback; the queue itself is base::Timers. Within a turn the clock
// stands still, and what is due by then - above all what was to run "at the end of the turn" - runs when it
// ends, without a trip through the reactor.
// Thread: the one that runs the io_context. Lifetime: destroyed before the io_context.
#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <functional>

#include "base/timers.hpp"

namespace engineio::net {

class AsioTimers final : public base::Timers {
 public:
  /// `end_of_turn` runs after the callbacks of each turn.
  AsioTimers(asio::io_context& context, std::function<void()> end_of_turn);

  Clock::time_point now() const override { return in_turn_ ? turn_began_ : Clock::now(); }
  std::int64_t unix_ms() const override;

  /// Runs `work`, then what is due, then end_of_turn. @pre no turn is on the stack.
  template <class Work>
  void turn(Work&& work) {
    begin_turn();
    std::forward<Work>(work)();
    finish_turn();
  }
  bool in_turn() const { return in_turn_; }
  /// Of this turn or the last one.
  Clock::time_point turn_began() const { return turn_began_; }
  /// Nothing that is not due in a turn runs any more, and the io_context no longer waits for it.
  void stop();
  /// When the next callback is due; time_point::max() without one.
  Clock::time_point next() const { return next_due(); }

 private:
  void rearm() override;
  void begin_turn();
  void finish_turn();
  void wait();

  asio::steady_timer alarm_;
  std::function<void()> end_of_turn_;
  Clock::time_point alarm_at_ = Clock::time_point::max();
  Clock::time_point turn_began_{};
  bool in_turn_ = false;
};

}  // namespace engineio::net
