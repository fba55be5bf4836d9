#include "base/timers.hpp"

#include <algorithm>

namespace base {
namespace {

// Four children share a cache line or two, and the tree is half as high as a binary one.
constexpr std::size_t children = 4;
constexpr std::size_t parent_of(std::size_t position) { return (position - 1) / children; }
constexpr std::size_t first_child_of(std::size_t position) { return position * children + 1; }

/// A queue with room for so many keeps it.
constexpr std::size_t small = 1024;

}  // namespace

Timer::Timer(Timer&& other) noexcept : timers_(std::exchange(other.timers_, nullptr)), id_(other.id_) {}

Timer& Timer::operator=(Timer&& other) noexcept {
  if (this == &other) return *this;
  cancel();
  timers_ = std::exchange(other.timers_, nullptr);
  id_ = other.id_;
  return *this;
}

void Timer::cancel() {
  if (Timers* timers = std::exchange(timers_, nullptr)) timers->cancel(id_);
}

bool Timer::pending() const { return timers_ != nullptr && timers_->pending(id_); }

Timer Timers::after(Clock::duration delay, std::function<void()> fn) {
  thread_.assert_here();
  const SlotId id = waiting_.add();
  waiting_[id.slot].fn = std::move(fn);
  const Entry entry{now() + std::max(delay, Clock::duration::zero()), ++last_number_, id.slot};
  const bool earliest = entry.due < next_due();
  queue_.emplace_back();
  move_up(queue_.size() - 1, entry);
  if (earliest) rearm();
  return Timer(*this, id);
}

void Timers::run_due(Clock::time_point until, std::uint64_t newest) {
  thread_.assert_here();
  while (!queue_.empty() && queue_.front().due <= until && queue_.front().number <= newest) {
    // Taken out first, so that the callback may cancel, re-arm or destroy whatever it likes.
    const std::uint32_t slot = queue_.front().slot;
    remove(0);
    waiting_.take(waiting_.id_of(slot)).fn();
  }
}

Timers::Clock::time_point Timers::next_due() const {
  return queue_.empty() ? Clock::time_point::max() : queue_.front().due;
}

void Timers::cancel(SlotId id) {
  thread_.assert_here();
  if (!pending(id)) return;
  remove(waiting_[id.slot].position);
  // The function may own what owns other timers: it goes last.
  const Waiting last = waiting_.take(id);
}

void Timers::remove(std::size_t position) {
  const Entry last = queue_.back();
  queue_.pop_back();
  if (queue_.capacity() > small && queue_.size() < queue_.capacity() / 4) queue_.shrink_to_fit();
  if (position == queue_.size()) return;
  if (position > 0 && last < queue_[parent_of(position)]) {
    move_up(position, last);
  } else {
    move_down(position, last);
  }
}

void Timers::place(std::size_t position, const Entry& entry) {
  queue_[position] = entry;
  waiting_[entry.slot].position = static_cast<std::uint32_t>(position);
}

/// Puts `entry` at `position` or, if it is earlier than what is above, further up.
void Timers::move_up(std::size_t position, const Entry& entry) {
  while (position > 0 && entry < queue_[parent_of(position)]) {
    place(position, queue_[parent_of(position)]);
    position = parent_of(position);
  }
  place(position, entry);
}

/// Puts `entry` at `position` or, if it is later than what is below, further down.
void Timers::move_down(std::size_t position, const Entry& entry) {
  for (std::size_t child = first_child_of(position); child < queue_.size();
       child = first_child_of(position)) {
    const auto first = queue_.begin() + static_cast<std::ptrdiff_t>(child);
    const auto siblings = static_cast<std::ptrdiff_t>(std::min(children, queue_.size() - child));
    const auto earliest = std::min_element(first, first + siblings);
    if (!(*earliest < entry)) break;
    const auto from = static_cast<std::size_t>(earliest - queue_.begin());
    place(position, *earliest);
    position = from;
  }
  place(position, entry);
}

}  // namespace base
