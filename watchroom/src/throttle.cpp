#include "throttle.hpp"

#include <algorithm>

namespace watchroom {
namespace {

using base::Rate;

/// Addresses, and rooms, that are counted at a time. More share what one may do.
constexpr std::size_t max_counted = 65'536;
/// Many from one house may come back to their room in the same moment, and each counts until its password is
/// found right.
constexpr double address_tries = 5;
constexpr double heartbeat_cost = 0.1;
/// How long a connection could go on at its rate before its burst is used up, at most, by default: addresses
/// may save up as much.
constexpr double address_burst_seconds = 10;

/// For a limit of 0, which is none.
constexpr Rate unlimited(1e9, 1e9);

Rate rate(double burst, double per_second) {
  return per_second > 0 ? Rate(std::max(burst, 1.0), per_second) : unlimited;
}
Rate per_minute(double count) { return rate(count, count / 60); }
double seconds_each(double per_second) { return per_second > 0 ? 1 / per_second : 0; }

}  // namespace

Throttle::Throttle(const Rates& rates, base::Timers& timers)
    : timers_(timers),
      events_(rate(rates.event_burst, rates.events_per_second)),
      signals_(rate(rates.signal_burst, rates.signals_per_second)),
      audio_(rate(2.0 * rates.audio_per_second, rates.audio_per_second)),
      lists_(rate(rates.lists_per_second, rates.lists_per_second)),
      creations_(per_minute(rates.creations_per_minute)),
      failed_joins_(per_minute(rates.failed_joins_per_minute)),
      event_seconds_(seconds_each(rates.events_per_second)),
      signal_seconds_(seconds_each(rates.signals_per_second)),
      audio_seconds_(seconds_each(rates.audio_per_second)),
      address_seconds_(rate(address_burst_seconds * rates.address_factor, rates.address_factor), max_counted),
      address_creations_(per_minute(1.0 * rates.address_factor * rates.creations_per_minute), max_counted),
      address_failed_joins_(
          rate(address_tries * rates.failed_joins_per_minute, rates.failed_joins_per_minute / 60.0),
          max_counted),
      relay_burst_(rates.relays_per_second > 0 ? rates.relay_burst : 1e9),
      relays_(rate(rates.relay_burst, rates.relays_per_second), max_counted) {}

bool Throttle::admits(socketio::Socket& sender, Traffic traffic) {
  Guest& guest = sender.data<Guest>();
  switch (traffic) {
    case Traffic::signal:
      return guest.signals.try_take(signals_, now()) && address_admits(sender, signal_seconds_);
    case Traffic::audio:
      return guest.audio.try_take(audio_, now()) && address_admits(sender, audio_seconds_);
    case Traffic::heartbeat:
      return guest.events.try_take(events_, now(), heartbeat_cost) &&
             address_admits(sender, event_seconds_ * heartbeat_cost);
    case Traffic::list:
      return guest.lists.try_take(lists_, now()) && address_admits(sender, event_seconds_);
    case Traffic::event:
    case Traffic::request:
      break;
  }
  return guest.events.try_take(events_, now()) && address_admits(sender, event_seconds_);
}

bool Throttle::address_admits(const socketio::Socket& sender, double cost) {
  const auto address = counted_address(sender);
  return !address || address_seconds_.try_take(*address, now(), cost);
}

bool Throttle::relays(const Seat& seat) {
  if (seat.is_owner()) return true;
  const auto receivers = static_cast<double>(seat.room->members.size());
  return relays_.try_take(seat.room->number, now(), std::min(receivers, relay_burst_));
}

bool Throttle::lets_create(socketio::Socket& sender) {
  if (!sender.data<Guest>().creations.try_take(creations_, now())) return false;
  const auto address = counted_address(sender);
  return !address || address_creations_.try_take(*address, now());
}

base::Timers::Clock::duration Throttle::list_delay(socketio::Socket& sender) const {
  return sender.data<Guest>().lists.wait(lists_, now());
}

void Throttle::count_list(socketio::Socket& sender) { sender.data<Guest>().lists.take(lists_, now()); }

bool Throttle::lets_join(socketio::Socket& sender, const Room* room) {
  if (!sender.data<Guest>().failed_joins.try_take(failed_joins_, now())) return false;
  const auto address = counted_address(sender);
  return !room || !address || address_failed_joins_.try_take({*address, room->number}, now());
}

void Throttle::join_succeeded(socketio::Socket& sender, const Room& room) {
  sender.data<Guest>().failed_joins.take(failed_joins_, now(), -1);
  if (const auto address = counted_address(sender)) {
    address_failed_joins_.take({*address, room.number}, now(), -1);
  }
}

std::optional<base::IpAddress> counted_address(const socketio::Socket& socket) {
  const auto address = base::IpAddress::parse(socket.handshake().address());
  if (!address || address->is_private()) return std::nullopt;
  return address->block();
}

}  // namespace watchroom
