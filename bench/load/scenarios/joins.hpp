// joins.hpp - clients that join and leave a room again and again.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "message.hpp"
#include "scenarios/in_rooms.hpp"

namespace bench {

/// Each client has `window` pairs of join and leave in flight and counts pairs. The room is its own, made and
/// ended by each pair; with --beside it is one that has so many members already. --held others exist.
class Joins final : public InRooms {
 public:
  explicit Joins(const Options& options);

  void run() override;

 private:
  struct Pair {
    Message join, leave;
  };

  void on_answer(Client& client, std::uint32_t id, std::string_view answer) override;
  void on_read_done(Client& client) override;
  void prepare_rooms();
  void start_traffic();
  void send_pair(Client& client, std::size_t slot);

  std::vector<std::vector<Pair>> pairs_;    // by client, by slot
  std::vector<std::vector<Time>> sent_at_;  // by client, by slot
  std::vector<const Message*> unsent_;      // of the client that is being handled
  bool sending_ = false;
};

}  // namespace bench
