#include "net/asio_timers.hpp"

#include <utility>

namespace engineio::net {

AsioTimers::AsioTimers(asio::io_context& context, std::function<void()> end_of_turn)
    : alarm_(context), end_of_turn_(std::move(end_of_turn)) {}

std::int64_t AsioTimers::unix_ms() const {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
}

void AsioTimers::rearm() {
  if (!in_turn_) wait();
}

void AsioTimers::begin_turn() {
  turn_began_ = Clock::now();
  in_turn_ = true;
}

void AsioTimers::finish_turn() {
  // What these callbacks arm for now waits for the next turn, or one that re-arms itself would never end.
  run_due(turn_began_, newest());
  in_turn_ = false;
  wait();
  end_of_turn_();
}

void AsioTimers::stop() {
  alarm_at_ = Clock::time_point::min();  // earlier than anything that wait() could be asked for
  alarm_.cancel();
}

void AsioTimers::wait() {
  const Clock::time_point due = next_due();
  if (due >= alarm_at_) return;
  alarm_at_ = due;
  alarm_.expires_at(due);
  alarm_.async_wait([this](const std::error_code& error) {
    if (error) return;
    alarm_at_ = Clock::time_point::max();
    turn([] {});
  });
}

}  // namespace engineio::net
