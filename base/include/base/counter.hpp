// base/counter.hpp - a number that its thread counts up and every other may read.
#pragma once

#include <atomic>
#include <cstdint>

namespace base {

/// Costs what a plain number costs. Thread: add() on one thread only; value() on any.
class Counter {
 public:
  void add(std::uint64_t count = 1) {
    value_.store(value_.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
  }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

}  // namespace base
