// schedule.hpp - when what is due: several habits at once, each spread evenly over time.
//
// A habit is what every one of its subjects (pages, rooms) does once in each interval. The subjects take
// turns, so a habit as a whole has one event in each slot of interval / subjects. Where in its slot an event
// falls is random, but the same in every run. Nothing here depends on the answers: it is an open loop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "clock.hpp"

namespace bench {

struct Habit {
  int kind = 0;              ///< for the caller
  std::size_t subjects = 0;  ///< 0: nobody has it
  Seconds interval{1};       ///< between two times that the same subject does it
  std::size_t steps = 1;     ///< events each time
  Seconds gap{0};            ///< between two steps
};

/// One event.
struct Occasion {
  Time due{};
  int kind = 0;
  std::size_t subject = 0;
  std::uint64_t round = 0;  ///< how often the subject has done it before
  std::uint64_t turn = 0;   ///< how often anybody has done it before
  std::size_t step = 0;
};

class Schedule {
 public:
  Schedule(const std::vector<Habit>& habits, Time start);

  /// Of the next event; Time::max() when there is no habit.
  Time next_due() const { return series_.empty() ? Time::max() : series_[earliest_].due; }
  /// The next event. @pre there is a habit.
  Occasion take();

 private:
  // One step of one habit.
  struct Series {
    Habit habit;
    std::size_t step;
    Time start;
    std::uint64_t count;  // events so far
    Time due;             // of the next one
  };

  static Time due_of(const Series& series);
  void find_earliest();

  std::vector<Series> series_;
  std::size_t earliest_ = 0;
};

}  // namespace bench
