// base/thread_check.hpp - makes "hub thread only" executable.
#pragma once

#include <thread>

#include "base/check.hpp"

namespace base {

/// Remembers the thread of its first assert_here() and aborts when a later one comes from another thread.
///
/// Binding late lets an object be built on the main thread and then handed to the thread that runs it.
/// Thread: that is the point. release() may be called by the owner thread before a hand-over.
class ThreadCheck {
 public:
  /// Aborts unless this is the owner thread; the first call makes it so.
  void assert_here() const {
    if (owner_ == std::thread::id{}) owner_ = std::this_thread::get_id();
    BASE_CHECK(owner_ == std::this_thread::get_id());
  }
  /// The next assert_here() decides anew.
  void release() { owner_ = {}; }

 private:
  mutable std::thread::id owner_;
};

}  // namespace base
