// depart.hpp - clients that are in rooms and leave all at once.
#pragma once

#include "scenarios/in_rooms.hpp"

namespace bench {

/// What a disconnect costs a server when each client is in --held rooms, the same for everybody. Counts
/// clients, for `measured` seconds from the first close.
class Depart final : public InRooms {
 public:
  explicit Depart(const Options& options) : InRooms(options, Transport::websocket, options.clients) {}

  void run() override;

 private:
  void join_rooms();
};

}  // namespace bench
