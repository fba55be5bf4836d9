// watchroom/tally.hpp - the numbers behind Counters.
//
// Thread: hub.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "credentials.hpp"
#include "watchroom/counters.hpp"

namespace watchroom {

/// The limits that a client can run into.
enum class Limit {
  events,
  signals,
  audio,
  lists,
  heartbeats,
  relays,
  creations,
  failed_joins,
  rooms,              ///< max_rooms
  rooms_per_address,  ///< max_rooms_per_address
  members,            ///< max_members_per_room
  list_bytes,         ///< max_list_bytes: an answer to room:list that does not have everything
};

/// "events", ...: as label and in the log.
std::string_view to_string(Limit limit);

class Tally {
 public:
  void refused(Admission why) { ++refused_[static_cast<std::size_t>(why)]; }
  void limited(Limit limit) { ++limited_[static_cast<std::size_t>(limit)]; }

  Counters counters() const;

 private:
  static constexpr std::size_t admissions = static_cast<std::size_t>(Admission::invalid_token) + 1;
  static constexpr std::size_t limits = static_cast<std::size_t>(Limit::list_bytes) + 1;

  std::array<std::uint64_t, admissions> refused_{};
  std::array<std::uint64_t, limits> limited_{};
};

}  // namespace watchroom
