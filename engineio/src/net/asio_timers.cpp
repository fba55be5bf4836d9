#include "net/asio_timers.hpp"

#include <utility>

namespace engineio::net {

AsioTimers::AsioTimers(asio::io_context& context, std::function<void()> end_of_turn)
    : alarm_(context), end_of_turn_(std::move(end_of_turn)) {}

base::Timers::Clock::time_point AsioTimers::now() const { return Clock::now(); }

std::int64_t AsioTimers::unix_ms() const {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
}

void AsioTimers::rearm() {
  if (!running_) wait();
}

void AsioTimers::wait() {
  const Clock::time_point due = next_due();
  if (due >= alarm_at_) return;
  alarm_at_ = due;
  alarm_.expires_at(due);
  alarm_.async_wait([this](const std::error_code& error) {
    if (!error) on_alarm();
  });
}

void AsioTimers::on_alarm() {
  alarm_at_ = Clock::time_point::max();
  running_ = true;
  run_due(now());
  running_ = false;
  wait();
  end_of_turn_();
}

}  // namespace engineio::net
