// storm.hpp - rooms whose members all lose their connection at once, and come back.
#pragma once

#include <cstdint>
#include <string_view>

#include "scenarios/seated_rooms.hpp"

namespace bench {

/// Everybody is in a room; then all connections end in the same moment, and within --within as many clients
/// connect and join the rooms of before, owners with their token. Latency is from the first SYN to the
/// answered join. The run fails when one is left out: a client without its answer, or a room that does not
/// have all its members and its owner again.
class Storm final : public SeatedRooms {
 public:
  // The second half of the clients are those who come back.
  explicit Storm(const Options& options) : SeatedRooms(options, 2 * options.clients) {}

  void run() override;

 private:
  bool returned(const Client& client) const { return client.index() >= options().clients; }
  /// Which of the lost clients this one replaces.
  std::size_t place_of(const Client& client) const { return client.index() - options().clients; }

  void lose_everybody();
  void let_everybody_return();
  void check_rooms();
  void report(const Measurement& measured, Seconds until_all) const;

  void on_ready(Client& client) override;
  void on_ack(Client& client, std::uint32_t id, std::string_view answer) override;
  void on_event(Client& client, std::string_view arguments) override;
  void on_return(Client& client, std::string_view answer);
  void on_list(std::string_view answer);

  std::uint64_t back_ = 0;
  Time last_back_{};
  Histogram return_times_;
  std::uint64_t full_rooms_ = 0;
  bool listed_ = false;
  ProcessStats fresh_;
  ProcessStats seated_;
};

}  // namespace bench
