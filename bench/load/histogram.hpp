// histogram.hpp - latencies in logarithmic buckets: constant memory, constant time, 1.6 % resolution.
#pragma once

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace bench {

class Histogram {
 public:
  Histogram() : buckets_(bucket_count) {}

  void add(std::chrono::nanoseconds latency) {
    const auto ns = static_cast<std::uint64_t>(std::max<std::int64_t>(latency.count(), 0));
    ++buckets_[bucket_of(ns)];
    ++count_;
    max_ = std::max(max_, ns);
  }

  void clear() { *this = Histogram(); }

  std::uint64_t count() const { return count_; }
  double max_us() const { return static_cast<double>(max_) / 1e3; }
  /// The latency that `fraction` (0..1) of all values do not exceed, in microseconds; 0 when empty.
  double quantile_us(double fraction) const;

 private:
  // Exact below 128 ns; above, 64 steps for each power of two.
  static constexpr unsigned step_bits = 6;
  static constexpr std::size_t steps = std::size_t{1} << step_bits;
  static constexpr std::size_t bucket_count = (64 - step_bits + 1) * steps;

  static std::size_t bucket_of(std::uint64_t ns) {
    if (ns < 2 * steps) return static_cast<std::size_t>(ns);
    const unsigned shift = static_cast<unsigned>(std::bit_width(ns)) - step_bits - 1;
    return shift * steps + static_cast<std::size_t>(ns >> shift);
  }
  static double middle_of(std::size_t bucket);

  std::vector<std::uint64_t> buckets_;
  std::uint64_t count_ = 0;
  std::uint64_t max_ = 0;
};

}  // namespace bench
