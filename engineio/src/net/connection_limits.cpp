#include "net/connection_limits.hpp"

#include <algorithm>
#include <cstring>
#include <functional>

#include "base/random_id.hpp"

namespace engineio::net {

using base::IpAddress;

ConnectionLimits::ConnectionLimits(const NetworkOptions& options) : options_(options) {
  if (options.max_connections_per_address == 0) return;
  rows_ = std::make_unique<std::array<std::array<Counter, places_per_row>, 2>>();
  std::memcpy(secrets_.data(), base::random_bytes(sizeof secrets_).data(), sizeof secrets_);
}

ConnectionLimits::Verdict ConnectionLimits::take(std::string_view peer, Share& share) {
  if (open() >= options_.max_connections) {
    refused_.fetch_add(1, std::memory_order_relaxed);
    return Verdict::too_many;
  }
  const auto address = rows_ ? IpAddress::parse(peer) : std::nullopt;
  if (address && !base::contains(options_.unlimited_networks, *address)) {
    share = {.places = places_of(address->block()), .counted = true};
    if (full(share)) {
      refused_of_address_.fetch_add(1, std::memory_order_relaxed);
      return Verdict::too_many_of_address;
    }
    for (std::size_t row = 0; row < 2; ++row)
      (*rows_)[row][share.places[row]].fetch_add(1, std::memory_order_relaxed);
  }
  open_.fetch_add(1, std::memory_order_relaxed);
  return Verdict::granted;
}

void ConnectionLimits::give_back(const Share& share) {
  open_.fetch_sub(1, std::memory_order_relaxed);
  if (!share.counted) return;
  for (std::size_t row = 0; row < 2; ++row)
    (*rows_)[row][share.places[row]].fetch_sub(1, std::memory_order_relaxed);
}

RefusedConnections ConnectionLimits::refused() const {
  return {.too_many = refused_.load(std::memory_order_relaxed),
          .too_many_of_address = refused_of_address_.load(std::memory_order_relaxed)};
}

/// Multiply-shift: which addresses meet in one place nobody can tell who does not know the factor.
std::array<std::uint32_t, 2> ConnectionLimits::places_of(const IpAddress& block) const {
  const std::uint64_t number = std::hash<IpAddress>{}(block);
  const auto place = [&](std::uint64_t factor, std::uint64_t summand) {
    return static_cast<std::uint32_t>(((factor | 1) * number + summand) >> 48);
  };
  return {place(secrets_[0], secrets_[1]), place(secrets_[2], secrets_[3])};
}

bool ConnectionLimits::full(const Share& share) const {
  const auto has = [&](std::size_t row) {
    return (*rows_)[row][share.places[row]].load(std::memory_order_relaxed);
  };
  return std::min(has(0), has(1)) >= options_.max_connections_per_address;
}

}  // namespace engineio::net
