#include "base/timers.hpp"

#include <algorithm>

namespace base {

Timer::Timer(Timer&& other) noexcept
    : timers_(std::exchange(other.timers_, nullptr)), due_(other.due_), id_(other.id_) {}

Timer& Timer::operator=(Timer&& other) noexcept {
  if (this == &other) return *this;
  cancel();
  timers_ = std::exchange(other.timers_, nullptr);
  due_ = other.due_;
  id_ = other.id_;
  return *this;
}

void Timer::cancel() {
  if (Timers* timers = std::exchange(timers_, nullptr)) timers->cancel(due_, id_);
}

bool Timer::pending() const { return timers_ != nullptr && timers_->queue_.contains({due_, id_}); }

Timer Timers::after(Clock::duration delay, std::function<void()> fn) {
  thread_.assert_here();
  const Clock::time_point due = now() + std::max(delay, Clock::duration::zero());
  const bool earliest = due < next_due();
  const std::uint64_t id = ++last_id_;
  queue_.emplace(Key{due, id}, std::move(fn));
  if (earliest) rearm();
  return Timer(*this, due, id);
}

void Timers::run_due(Clock::time_point until) {
  thread_.assert_here();
  while (!queue_.empty() && queue_.begin()->first.first <= until) {
    // Taken out first, so that the callback may cancel, re-arm or destroy whatever it likes.
    const auto entry = queue_.extract(queue_.begin());
    entry.mapped()();
  }
}

Timers::Clock::time_point Timers::next_due() const {
  return queue_.empty() ? Clock::time_point::max() : queue_.begin()->first.first;
}

void Timers::cancel(Clock::time_point due, std::uint64_t id) {
  thread_.assert_here();
  queue_.erase({due, id});
}

}  // namespace base
