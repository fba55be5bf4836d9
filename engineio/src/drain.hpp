// engineio/src/drain.hpp - closes the sessions one after the other, so that their clients do not all come
// back in the same moment.
//
// Thread: hub. Lifetime: owned by Server; the table outlives it.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/timers.hpp"
#include "session_table.hpp"

namespace engineio {

class Drain {
 public:
  /// Closes what is open now, one after the other within `duration`; few sessions take less. Then calls
  /// `on_drained`, never from inside this call.
  Drain(base::Timers& timers, const SessionTable& sessions, std::chrono::milliseconds duration,
        std::function<void()> on_drained);

  /// What is left of the time.
  std::chrono::milliseconds left() const;

 private:
  void step();
  std::size_t due() const;

  base::Timers& timers_;
  const SessionTable& sessions_;
  const std::vector<std::string> ids_;
  const base::Timers::Clock::time_point began_;
  const std::chrono::milliseconds duration_;
  std::function<void()> on_drained_;
  std::size_t closed_ = 0;  // of ids_, from the front
  base::Timer timer_;
};

}  // namespace engineio
