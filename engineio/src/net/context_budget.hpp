// engineio/src/net/context_budget.hpp - how much memory the compression contexts of all connections may take.
//
// Thread: any. Lifetime: outlives every Share.
#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace engineio::net {

class ContextBudget {
 public:
  explicit ContextBudget(std::size_t limit) : limit_(limit) {}

  /// Part of the budget, given back by its destructor.
  class Share {
   public:
    Share() = default;
    Share(Share&& other) noexcept
        : budget_(std::exchange(other.budget_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
    Share& operator=(Share&& other) noexcept {
      std::swap(budget_, other.budget_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Share() {
      if (budget_ != nullptr) budget_->used_.fetch_sub(bytes_, std::memory_order_relaxed);
    }
    explicit operator bool() const { return budget_ != nullptr; }

   private:
    friend class ContextBudget;
    Share(ContextBudget* budget, std::size_t bytes) : budget_(budget), bytes_(bytes) {}
    ContextBudget* budget_ = nullptr;
    std::size_t bytes_ = 0;
  };

  /// False (as a bool) when so much is not left.
  Share take(std::size_t bytes) {
    std::size_t used = used_.load(std::memory_order_relaxed);
    do {
      if (bytes > limit_ || used > limit_ - bytes) return {};
    } while (!used_.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed));
    return {this, bytes};
  }
  std::size_t used() const { return used_.load(std::memory_order_relaxed); }

 private:
  const std::size_t limit_;
  std::atomic<std::size_t> used_{0};
};

}  // namespace engineio::net
