#include "storage/write_behind.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"

namespace storage {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

/// Written by the worker, read by the hub when the worker is done with it.
struct WriteBehind::Result {
  std::error_code error;
};

WriteBehind::WriteBehind(RecordStore& store, base::Worker& worker, base::Timers& timers,
                         std::string collection, Snapshot snapshot, WriteBehindOptions options)
    : store_(store),
      worker_(worker),
      timers_(timers),
      collection_(std::move(collection)),
      snapshot_(std::move(snapshot)),
      options_(options),
      self_(std::make_shared<WriteBehind*>(this)) {}

void WriteBehind::changed(std::string_view key) {
  note(std::string(key));
  schedule();
}

void WriteBehind::note(std::string key) {
  if (closed_ || !queued_.insert(key).second) return;
  queue_.push_back(std::move(key));
  ++noted_;
}

void WriteBehind::when_saved(std::function<void()> fn) {
  if (pause_ > milliseconds::zero() || closed_) return fn();
  waiting_.push_back({noted_, std::move(fn)});
  if (!patience_.pending()) {
    patience_ = timers_.after(options_.patience, [this] { call_waiting(UINT64_MAX); });
  }
  schedule();
}

/// Behind a failure the pause decides; while a batch is under way its end does.
void WriteBehind::schedule() {
  const bool hurry = !waiting_.empty() || queue_.size() >= options_.max_batch;
  if (closed_ || !under_way_.empty() || pause_ > milliseconds::zero()) return;
  if (queue_.empty()) return call_waiting(written_);
  if (hurry) {
    next_ = timers_.after(milliseconds::zero(), [this] { begin(); });
  } else if (!next_.pending()) {
    next_ = timers_.after(options_.interval, [this] { begin(); });
  }
}

std::vector<Change> WriteBehind::take(std::size_t count) {
  std::vector<Change> batch;
  for (; count > 0 && !queue_.empty(); --count) {
    std::string key = std::move(queue_.front());
    queue_.pop_front();
    queued_.erase(key);
    batch.push_back({collection_, key, snapshot_(key)});
    under_way_.push_back(std::move(key));
  }
  return batch;
}

void WriteBehind::begin() {
  begun_ = timers_.now();
  if (!submit(take(options_.max_batch))) failed(std::make_error_code(std::errc::device_or_resource_busy));
}

bool WriteBehind::submit(std::vector<Change> batch) {
  const auto result = std::make_shared<Result>();
  return worker_.run(
      [&store = store_, result, batch = std::move(batch)] { result->error = store.write(batch); },
      [result, self = std::weak_ptr(self_)] {
        if (const auto alive = self.lock()) (*alive)->done(*result);
      });
}

void WriteBehind::done(const Result& result) {
  if (closed_) return;
  stats_.last_duration = duration_cast<milliseconds>(timers_.now() - begun_);
  if (result.error) return failed(result.error);
  succeeded();
}

void WriteBehind::succeeded() {
  if (std::exchange(pause_, milliseconds::zero()) > milliseconds::zero()) {
    base::log::info("storage: ", collection_, " are written again");
  }
  ++stats_.batches;
  stats_.records += under_way_.size();
  written_ += under_way_.size();
  under_way_.clear();
  call_waiting(written_);
  schedule();
}

void WriteBehind::failed(std::error_code error) {
  ++stats_.failures;
  pause_ =
      pause_ == milliseconds::zero() ? options_.first_pause : std::min(2 * pause_, options_.longest_pause);
  for (std::string& key : std::exchange(under_way_, {})) {
    ++written_;  // as noted the first time; it is noted anew
    note(std::move(key));
  }
  base::log::error("storage: ", queue_.size(), " changed ", collection_, " could not be written (",
                   error.message(), "); they stay in memory, next try in ", pause_.count(), " ms");
  call_waiting(UINT64_MAX);
  next_ = timers_.after(pause_, [this] { begin(); });
}

void WriteBehind::call_waiting(std::uint64_t written) {
  std::vector<Waiting> due;
  const auto later = std::stable_partition(waiting_.begin(), waiting_.end(),
                                           [=](const Waiting& waiting) { return waiting.until > written; });
  due.assign(std::make_move_iterator(later), std::make_move_iterator(waiting_.end()));
  waiting_.erase(later, waiting_.end());
  if (waiting_.empty()) patience_.cancel();
  for (const Waiting& waiting : due) waiting.fn();
}

void WriteBehind::close() {
  if (closed_) return;
  next_.cancel();
  for (std::string& key : std::exchange(under_way_, {})) note(std::move(key));
  const std::size_t count = queue_.size();
  std::vector<Change> batch = take(count);
  closed_ = true;
  const auto work = [&store = store_, collection = collection_, batch = std::move(batch)] {
    if (const std::error_code error = store.write(batch)) {
      base::log::error("storage: ", batch.size(), " changed ", collection, " are lost: ", error.message());
    }
  };
  if (count > 0 && !worker_.run(work, [] {})) {
    base::log::error("storage: ", count, " changed ", collection_, " are lost: too much work is waiting");
  }
  call_waiting(UINT64_MAX);
}

WriteBehindStats WriteBehind::stats() const {
  WriteBehindStats stats = stats_;
  stats.pending = queue_.size() + under_way_.size();
  stats.failing = pause_ > milliseconds::zero();
  return stats;
}

}  // namespace storage
