// broadcast.hpp - one sender outside of a room, everybody else in it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "message.hpp"
#include "pace.hpp"
#include "scenarios/in_rooms.hpp"

namespace bench {

/// Keeps `window` broadcasts in flight: one is over when each receiver has it. Counts deliveries. With --rate
/// broadcasts leave on schedule instead, and those that find the window full are dropped. With --held other
/// rooms exist, held by clients that receive nothing.
class Broadcast final : public InRooms {
 public:
  explicit Broadcast(const Options& options);

  void run() override;

 private:
  struct InFlight {
    Time sent_at;
    std::size_t missing;  // receivers
  };

  void on_event(Client& client, std::string_view arguments) override;
  Clock::duration before_turn(Time now) override;
  void join_room();
  void start_traffic();
  void send_broadcasts();
  void send_one(Time sent_at);

  Message message_;
  AnswerCheck check_;
  Client& sender_;
  std::vector<std::uint64_t> received_;  // broadcasts, by client
  std::deque<InFlight> in_flight_;       // oldest first
  std::uint64_t finished_ = 0;           // broadcasts that everybody has
  std::optional<Pace> pace_;
  std::uint64_t dropped_ = 0;
  bool sending_ = false;
};

}  // namespace bench
