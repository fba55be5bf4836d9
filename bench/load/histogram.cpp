#include "histogram.hpp"

#include <cmath>

namespace bench {

double Histogram::quantile_us(double fraction) const {
  if (count_ == 0) return 0;
  const auto rank = std::min(static_cast<std::uint64_t>(fraction * static_cast<double>(count_)), count_ - 1);
  std::uint64_t seen = 0;
  std::size_t bucket = 0;
  while ((seen += buckets_[bucket]) <= rank) ++bucket;
  return std::min(middle_of(bucket), static_cast<double>(max_)) / 1e3;
}

double Histogram::middle_of(std::size_t bucket) {
  if (bucket < 2 * steps) return static_cast<double>(bucket);
  const std::size_t shift = bucket / steps - 1;
  return std::ldexp(static_cast<double>(bucket - shift * steps) + 0.5, static_cast<int>(shift));
}

}  // namespace bench
