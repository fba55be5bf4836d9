// watchroom/traffic.hpp - how many events of each name came in and were sent, as values. Thread: any.
#pragma once

#include <cstdint>
#include <string_view>

namespace watchroom {

/// The names are those of the protocol; what clients invent is counted as "other".
struct EventTraffic {
  std::string_view name;       ///< good for ever
  std::uint64_t received = 0;  ///< from clients, whether it was allowed or not
  std::uint64_t sent = 0;      ///< once for each time it was sent, to however many
};

}  // namespace watchroom
