// base/manual_worker.hpp - a worker for tests: does a job at once, or when the test says so.
#pragma once

#include <deque>
#include <functional>
#include <utility>

#include "base/worker.hpp"

namespace base {

/// Thread: the test's.
class ManualWorker final : public Worker {
 public:
  bool run(std::function<void()> work, std::function<void()> then) override {
    if (full) return false;
    jobs_.emplace_back(std::move(work), std::move(then));
    while (!held && step()) {
    }
    return true;
  }
  /// Does the oldest job. @return false when there is none.
  bool step() {
    if (jobs_.empty()) return false;
    const auto [work, then] = std::move(jobs_.front());
    jobs_.pop_front();
    work();
    then();
    return true;
  }
  /// Jobs that wait.
  std::size_t waiting() const { return jobs_.size(); }

  bool held = false;  ///< jobs wait for step()
  bool full = false;  ///< refuses jobs

 private:
  std::deque<std::pair<std::function<void()>, std::function<void()>>> jobs_;
};

}  // namespace base
