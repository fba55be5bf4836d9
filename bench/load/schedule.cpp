#include "schedule.hpp"

#include <algorithm>

namespace bench {
namespace {

/// Between 0 and 1, the same for the same arguments (the finalizer of SplitMix64).
double jitter(int kind, std::uint64_t count) {
  std::uint64_t z = (static_cast<std::uint64_t>(kind) << 48) + (count + 1) * 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1.0p-53;
}

}  // namespace

Schedule::Schedule(const std::vector<Habit>& habits, Time start) {
  for (const Habit& habit : habits) {
    for (std::size_t step = 0; habit.subjects > 0 && step < habit.steps; ++step) {
      series_.push_back({habit, step, start + to_clock(habit.gap * static_cast<double>(step)), 0, {}});
      series_.back().due = due_of(series_.back());
    }
  }
  find_earliest();
}

// All steps of one time have the same jitter, so that they keep their distance.
Time Schedule::due_of(const Series& series) {
  const Seconds slot = series.habit.interval / static_cast<double>(series.habit.subjects);
  return series.start +
         to_clock(slot * (static_cast<double>(series.count) + jitter(series.habit.kind, series.count)));
}

void Schedule::find_earliest() {
  const auto found = std::min_element(series_.begin(), series_.end(),
                                      [](const Series& a, const Series& b) { return a.due < b.due; });
  earliest_ = static_cast<std::size_t>(found - series_.begin());
}

Occasion Schedule::take() {
  Series& series = series_[earliest_];
  const std::uint64_t subjects = series.habit.subjects;
  const Occasion occasion{.due = series.due,
                          .kind = series.habit.kind,
                          .subject = static_cast<std::size_t>(series.count % subjects),
                          .round = series.count / subjects,
                          .turn = series.count,
                          .step = series.step};
  ++series.count;
  series.due = due_of(series);
  find_earliest();
  return occasion;
}

}  // namespace bench
