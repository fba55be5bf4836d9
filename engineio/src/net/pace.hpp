// engineio/src/net/pace.hpp - when few messages come at a time, but often: wait a moment and take more at
// once.
//
// To fall asleep and to be woken costs a loop several times what a small message costs. So behind a small
// batch it leaves the sockets alone until an interval has passed since that batch began, as long as this
// pays: not when hardly anything comes meanwhile, and not for clients that wait for an answer before they
// send again, because they would only be slowed down. See docs/decisions/0009-waiting.md. Thread: any (no
// I/O, no clock).
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <utility>

#include "base/timers.hpp"

namespace engineio::net {

class Pace {
 public:
  using Clock = base::Timers::Clock;

  /// Zero: never wait.
  explicit Pace(Clock::duration interval) : interval_(interval) {}

  /// What was looked at together.
  struct Batch {
    Clock::time_point began;
    std::size_t events = 0;
    std::size_t fresh = 0;  ///< of them, on sockets that had none in the batch before
  };

  /// @return until when the sockets can be left alone behind this batch, if they can. Who does so says
  /// rested().
  std::optional<Clock::time_point> after(const Batch& batch) {
    if (batch.events == 0) return std::nullopt;  // it was a timer
    if (std::exchange(rested_, false)) learn(static_cast<double>(batch.fresh));
    const bool rest = interval_ != Clock::duration::zero() && batch.events < large_batch && pays();
    return rest ? std::optional(batch.began + interval_) : std::nullopt;
  }
  /// The sockets were left alone, so the next batch shows whether that was worth it.
  void rested() { rested_ = true; }

 private:
  static constexpr std::size_t large_batch = 16;
  static constexpr double worth_waiting_for = 1.5;  // fresh events, on average
  static constexpr double hoped_for = 2;
  static constexpr double weight_of_newest = 0.25;
  static constexpr std::size_t batches_without = 2'000;  // until it is tried again

  void learn(double fresh) {
    average_ += (fresh - average_) * weight_of_newest;
    if (average_ >= worth_waiting_for) return;
    average_ = hoped_for;
    unpaid_ = batches_without;
  }
  bool pays() {
    if (unpaid_ == 0) return true;
    --unpaid_;
    return false;
  }

  Clock::duration interval_;
  double average_ = hoped_for;  // fresh events in batches that were waited for
  std::size_t unpaid_ = 0;      // batches that are not
  bool rested_ = false;
};

}  // namespace engineio::net
