// broadcast.hpp - one sender outside of a room, everybody else in it.
#pragma once

#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "message.hpp"
#include "scenario.hpp"

namespace bench {

/// Keeps `window` broadcasts in flight: one is over when each receiver has it. Counts deliveries.
class Broadcast final : public Scenario {
 public:
  explicit Broadcast(const Options& options);

  void run() override;

 private:
  struct InFlight {
    Time sent_at;
    std::size_t missing;  // receivers
  };

  void on_ready(Client& client) override { arrived(client); }
  void on_ack(Client& client, std::uint32_t id, std::string_view answer) override;
  void on_event(Client& client, std::string_view arguments) override;
  void join_room();
  void send_broadcasts();

  Message message_;
  AnswerCheck check_;
  Client& sender_;
  std::size_t joined_ = 0;
  std::vector<std::uint64_t> received_;  // broadcasts, by client
  std::deque<InFlight> in_flight_;       // oldest first
  std::uint64_t finished_ = 0;           // broadcasts that everybody has
  bool sending_ = false;
};

}  // namespace bench
