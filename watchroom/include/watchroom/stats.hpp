// watchroom/stats.hpp - what /stats reports, as a value. It holds no secret. Thread: any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace watchroom {

struct RoomStats {
  std::string id;
  std::string name;
  std::size_t member_count = 0;
  bool is_public = false;
  bool has_password = false;
  std::int64_t created_at_ms = 0;  ///< Unix time
};

/// How much there is, without a look at each room.
struct Totals {
  std::size_t rooms = 0;
  std::size_t members = 0;
};

struct Stats {
  std::size_t total_rooms = 0;
  std::size_t total_members = 0;
  std::vector<RoomStats> rooms;  ///< all of them, private and waiting ones too, in the order of creation
};

}  // namespace watchroom
