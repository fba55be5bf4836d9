// watchroom/throttle.hpp - whether a client may do something now: the rates of Config, counted.
//
// Asking takes what is asked for. What is counted of one connection is in its Socket::data() and goes with
// it; what is counted of addresses and rooms is in tables of bounded size.
//
// Thread: hub. Lifetime: refers to the Timers.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/ip_address.hpp"
#include "base/rate_limiter.hpp"
#include "base/timers.hpp"
#include "domain/lost_place.hpp"
#include "socketio/socket.hpp"
#include "watchroom/config.hpp"

namespace watchroom {

/// What an event costs.
enum class Traffic {
  event,      ///< relayed to the members of the room
  request,    ///< answered, and told when it is refused
  list,       ///< room:list
  heartbeat,  ///< next to nothing, so that a page that sends too much is not taken for dead as well
  signal,     ///< goes to one other page
  audio,
};

/// What is known of one connection beside its place: made when it first sends something. With connection
/// state recovery it is the same again when the connection comes back.
struct Guest {
  std::string name;                 ///< the one in its signed token; empty: it may choose
  std::unique_ptr<LostPlace> lost;  ///< while its connection is lost, and may come back
  base::TokenBucket events, signals, audio, lists, creations, failed_joins;
};

class Throttle {
 public:
  Throttle(const Rates& rates, base::Timers& timers);

  /// Whether an event of that kind may be looked at.
  bool admits(socketio::Socket& sender, Traffic traffic);
  /// Whether an event may go to everybody in the sender's room.
  bool relays(const Seat& seat);
  bool lets_create(socketio::Socket& sender);
  /// Until room:list may be answered, having been refused.
  base::Timers::Clock::duration list_delay(socketio::Socket& sender) const;
  /// The answer that waited is given.
  void count_list(socketio::Socket& sender);

  /// Whether the sender may try to get into the room, null when it named none. The try counts as failed
  /// until join_succeeded(), so that many at the same time are no way around.
  bool lets_join(socketio::Socket& sender, const Room* room);
  void join_succeeded(socketio::Socket& sender, const Room& room);

 private:
  using RoomOfAddress = std::pair<base::IpAddress, std::uint64_t>;

  TimePoint now() const { return timers_.now(); }
  bool address_admits(const socketio::Socket& sender, double cost);

  base::Timers& timers_;
  const base::Rate events_, signals_, audio_, lists_, creations_, failed_joins_;
  /// Of addresses: seconds of what one connection may do in the long run.
  const double event_seconds_, signal_seconds_, audio_seconds_;
  base::RateLimiter<base::IpAddress> address_seconds_, address_creations_;
  base::RateLimiter<RoomOfAddress> address_failed_joins_;
  const double relay_burst_;
  base::RateLimiter<std::uint64_t> relays_;  ///< by Room::number
};

/// What limits of addresses count the connection with: its address, or its IPv6 network. Nothing for an
/// address that is not of the Internet.
std::optional<base::IpAddress> counted_address(const socketio::Socket& socket);

}  // namespace watchroom
