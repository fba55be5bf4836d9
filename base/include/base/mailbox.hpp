// base/mailbox.hpp - the only thing that crosses threads.
#pragma once

#include <mutex>
#include <utility>
#include <vector>

namespace base {

/// Many writers, one reader, FIFO. T must be a value (SharedBytes inside, never a pointer to a live object).
///
/// Thread: push() any; drain() the reader's thread only. Cost: one uncontended lock per call, so a writer
/// with several items should push them together. Depth is bounded by the users: see depth().
template <class T>
class Mailbox {
 public:
  /// Appends one item. @return true when the mailbox was empty: the caller must then wake the reader.
  bool push(T item) {
    const std::lock_guard lock(mutex_);
    items_.push_back(std::move(item));
    return items_.size() == 1;
  }
  /// Appends all items and leaves `batch` empty. @return as push(); false for an empty batch.
  bool push_all(std::vector<T>& batch) {
    if (batch.empty()) return false;
    const std::lock_guard lock(mutex_);
    const bool was_empty = items_.empty();
    if (was_empty) {
      items_.swap(batch);
    } else {
      for (T& item : batch) items_.push_back(std::move(item));
      batch.clear();
    }
    return was_empty;
  }
  /// Replaces `out` (its old content is destroyed) by everything waiting.
  void drain(std::vector<T>& out) {
    out.clear();
    const std::lock_guard lock(mutex_);
    items_.swap(out);
  }
  /// Items waiting now.
  std::size_t depth() const {
    const std::lock_guard lock(mutex_);
    return items_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::vector<T> items_;
};

}  // namespace base
