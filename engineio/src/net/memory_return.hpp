// engineio/src/net/memory_return.hpp - when a crowd has gone, its memory goes back to the system.
//
// The C library keeps what was freed: after ten thousand clients a server would stay as large as with them.
// It can be told to let go, which takes milliseconds; so this happens once, a moment after more than half of
// many connections have ended.
// Thread: that of its loop. Lifetime: owned by the loop.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>

#include "base/timers.hpp"

namespace engineio::net {

class MemoryReturn {
 public:
  /// `let_go` does it.
  explicit MemoryReturn(std::function<void()> let_go) : let_go_(std::move(let_go)) {}

  /// So many connections are open now.
  void on_change(std::size_t connections, base::Timers& timers) {
    most_ = std::max(most_, connections);
    if (most_ < crowd || connections > most_ / 2 || timer_.pending()) return;
    timer_ = timers.after(delay, [this] {
      most_ = 0;
      let_go_();
    });
  }
  void cancel() { timer_.cancel(); }

 private:
  static constexpr std::size_t crowd = 500;
  static constexpr std::chrono::seconds delay{1};

  std::function<void()> let_go_;
  std::size_t most_ = 0;
  base::Timer timer_;
};

/// Gives the process's freed memory back to the system, where the C library can. Thread: any.
void return_freed_memory();

}  // namespace engineio::net
