// engineio/src/net/connection_limits.hpp - how many connections there may be, in all and from one address.
//
// Loops accept at the same time and share no lock, so addresses are counted by a count-min sketch: two rows
// of counters, in each of which the block of an address (its /64, for IPv6) has a place that depends on
// secret numbers. An address counts as the smaller of its two counters, so it is never taken for less than it
// has, and for more only when both of its places are also those of busy addresses. Two loops that accept at
// one moment may pass the limit by one each. Thread: any. Lifetime: owned by Network, outlives the loops.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/ip_address.hpp"
#include "engineio/network.hpp"

namespace engineio::net {

class ConnectionLimits {
 public:
  /// What a granted connection takes, to be given back when it ends.
  struct Share {
    std::array<std::uint32_t, 2> places{};
    bool counted = false;  ///< its address is
  };
  enum class Verdict : std::uint8_t { granted, too_many, too_many_of_address };

  explicit ConnectionLimits(const NetworkOptions& options);

  /// Whether one more connection from there may be; if so it counts from now on, and `share` is what it has.
  Verdict take(std::string_view peer, Share& share);
  void give_back(const Share& share);
  std::size_t open() const { return open_.load(std::memory_order_relaxed); }
  RefusedConnections refused() const;

 private:
  using Counter = std::atomic<std::uint32_t>;
  static constexpr std::size_t places_per_row = 65'536;

  std::array<std::uint32_t, 2> places_of(const base::IpAddress& block) const;
  bool full(const Share& share) const;

  const NetworkOptions& options_;
  std::array<std::uint64_t, 4> secrets_{};
  std::unique_ptr<std::array<std::array<Counter, places_per_row>, 2>>
      rows_;  // null: addresses are not counted
  std::atomic<std::size_t> open_{0};
  std::atomic<std::uint64_t> refused_{0};
  std::atomic<std::uint64_t> refused_of_address_{0};
};

}  // namespace engineio::net
