// watchroom/late_answers.hpp - lists of rooms that somebody asked for too soon, given when it is time.
//
// An empty list instead would make the page show that there are no rooms. One answer waits per connection;
// who asks again meanwhile gets no further one.
//
// Thread: hub. Lifetime: refers to the Timers.
#pragma once

#include <functional>
#include <string>

#include "base/timers.hpp"
#include "domain/string_table.hpp"

namespace watchroom {

class LateAnswers {
 public:
  explicit LateAnswers(base::Timers& timers) : timers_(timers) {}

  /// Runs `answer` after `delay`, unless one waits for that connection already.
  void add(const std::string& socket, base::Timers::Clock::duration delay, std::function<void()> answer);
  /// The connection is gone.
  void forget(const std::string& socket) { waiting_.erase(socket); }

 private:
  base::Timers& timers_;
  StringTable<base::Timer> waiting_;
};

}  // namespace watchroom
