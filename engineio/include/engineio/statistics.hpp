// engineio/statistics.hpp - what a server and its network have counted: plain values, for whoever shows them.
//
// Counting is part of the work and costs an addition; nothing is computed until somebody asks.
// Thread: any (values). What is called a total only grows.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engineio/close_reason.hpp"
#include "engineio/error.hpp"
#include "engineio/session.hpp"

namespace engineio {

/// Who was kept out by a rule that has no code of its own in Errc.
struct Refusals {
  std::uint64_t origin = 0;  ///< total: CorsOptions::strict, and the origin is not allowed; forbidden as well
  std::uint64_t sessions_per_address = 0;  ///< total answered 429: Options::max_sessions_per_address
  std::uint64_t handshake_rate = 0;        ///< total answered 429: Options::handshake_burst, handshake_rate
};

/// Of a Server. The arrays are indexed with the values of their enums.
struct ServerStatistics {
  std::array<std::uint64_t, 2> sessions{};    ///< open now, by TransportName
  std::array<std::uint64_t, 2> handshakes{};  ///< total that opened a session, by TransportName
  std::uint64_t upgrades = 0;                 ///< total from polling to WebSocket
  std::array<std::uint64_t, 5> closed{};      ///< total sessions that ended, by CloseReason
  std::array<std::uint64_t, 8> refused{};     ///< total requests refused with that code, by Errc
  Refusals refusals;                          ///< what `refused` cannot tell
  /// Total requests answered 503: Options::max_sessions, max_waiting_requests, application_timeout, or
  /// stop_accepting() was called.
  std::uint64_t overloaded = 0;
  std::uint64_t messages_received = 0;  ///< total
  std::uint64_t messages_sent = 0;      ///< total; a broadcast counts once for each that gets it
  std::uint64_t messages_dropped = 0;   ///< total volatile ones, because the client was behind
};

/// How long things took: counts per range of durations.
struct DurationHistogram {
  /// Upper ends of the ranges, in seconds; the last range has none.
  static constexpr std::array<double, 12> bounds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                                 0.01,   0.025,   0.05,   0.1,   0.25,   1.0};
  std::array<std::uint64_t, bounds.size() + 1> counts{};  ///< total per range
  double sum = 0;                                         ///< total seconds

  /// Adds one that took so many seconds.
  void add(double seconds) {
    std::size_t range = 0;
    while (range < bounds.size() && seconds > bounds[range]) ++range;
    ++counts[range];
    sum += seconds;
  }
};

/// Of one I/O loop.
struct LoopStatistics {
  std::uint64_t accepted = 0;        ///< total TCP connections
  std::uint64_t overrun = 0;         ///< total dropped because of NetworkOptions::max_queued_bytes
  std::uint64_t bytes_received = 0;  ///< total from the sockets
  std::uint64_t bytes_sent = 0;      ///< total given to the kernel
  std::size_t events_waiting = 0;    ///< for the hub, now
  std::size_t commands_waiting = 0;  ///< for the loop, now
  double cpu_seconds = 0;            ///< total of its thread; zero when it has none of its own
};

/// Of a Network.
struct NetworkStatistics {
  std::size_t connections = 0;        ///< TCP connections open now
  std::size_t stalled = 0;            ///< of them, those whose socket did not take everything
  std::size_t queued_bytes = 0;       ///< that these have not taken
  std::uint64_t requests = 0;         ///< total HTTP requests, upgrades included
  DurationHistogram turns;            ///< turns of the hub: what a message waits for at most, behind others
  double hub_cpu_seconds = 0;         ///< total of the hub's thread
  std::vector<LoopStatistics> loops;  ///< by number
};

}  // namespace engineio
