#include "address_limits.hpp"

namespace engineio {
namespace {

using base::IpAddress;
using std::chrono::seconds;

/// Of whom handshakes are counted at a time.
constexpr std::size_t max_counted_addresses = 65'536;
/// When another session of the address may have ended nobody knows.
constexpr seconds retry_after_sessions{10};

LimitReached reached(LimitReached::Limit limit, const IpAddress& block, seconds retry_after) {
  return {.limit = limit, .address = block.block_text(), .retry_after = retry_after};
}

}  // namespace

AddressLimits::AddressLimits(const Options& options) : max_sessions_(options.max_sessions_per_address) {
  if (options.handshake_burst == 0) return;
  handshakes_.emplace(base::Rate(static_cast<double>(options.handshake_burst), options.handshake_rate),
                      max_counted_addresses);
}

std::optional<LimitReached> AddressLimits::admit(const Client& client, base::Timers::Clock::time_point now) {
  if (auto full = check_sessions(client)) return full;
  if (!client.address || !handshakes_) return std::nullopt;
  const IpAddress block = client.address->block();
  if (handshakes_->try_take(block, now)) return std::nullopt;
  return reached(LimitReached::Limit::handshake_rate, block,
                 std::chrono::ceil<seconds>(handshakes_->wait(block, now)));
}

std::optional<LimitReached> AddressLimits::check_sessions(const Client& client) const {
  if (!client.address || max_sessions_ == 0) return std::nullopt;
  const auto found = sessions_.find(client.address->block());
  if (found == sessions_.end() || found->second < max_sessions_) return std::nullopt;
  return reached(LimitReached::Limit::sessions_per_address, found->first, retry_after_sessions);
}

void AddressLimits::add_session(const Client& client) {
  if (client.address && max_sessions_ > 0) ++sessions_[client.address->block()];
}

void AddressLimits::remove_session(std::string_view address) {
  if (max_sessions_ == 0) return;
  const auto client = IpAddress::parse(address);
  if (!client) return;
  const auto found = sessions_.find(client->block());
  if (found != sessions_.end() && --found->second == 0) sessions_.erase(found);
}

}  // namespace engineio
