// engineio/src/net/asio_timers.hpp - base::Timers on an io_context: real time.
//
// One steady_timer waits for the earliest callback; the queue itself is base::Timers.
// Thread: the one that runs the io_context. Lifetime: destroyed before the io_context.
#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <functional>

#include "base/timers.hpp"

namespace engineio::net {

class AsioTimers final : public base::Timers {
 public:
  /// `end_of_turn` runs after each batch of due callbacks.
  AsioTimers(asio::io_context& context, std::function<void()> end_of_turn);

  Clock::time_point now() const override;
  std::int64_t unix_ms() const override;

 private:
  void rearm() override;
  void wait();
  void on_alarm();

  asio::steady_timer alarm_;
  std::function<void()> end_of_turn_;
  Clock::time_point alarm_at_ = Clock::time_point::max();
  bool running_ = false;
};

}  // namespace engineio::net
