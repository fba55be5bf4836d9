// watch_rooms.hpp - rooms full of real pages, on a server that runs the watch-room application.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ledger.hpp"
#include "room_messages.hpp"
#include "scenarios/seated_rooms.hpp"
#include "schedule.hpp"

namespace bench {

/// Everybody connects, the owners create their rooms, the others join them; then all do on schedule what
/// pages do. With --beside there are more clients, in no room. Latency counts from the scheduled time. Every
/// delivery is compared with what was sent, and the run fails when one is missing at the end.
class WatchRooms final : public SeatedRooms {
 public:
  explicit WatchRooms(const Options& options);

  void run() override;

 private:
  /// Somebody else each time, and in each room.
  std::size_t whose_turn(const Occasion& o) const { return (o.round + o.subject) % options().members; }

  // Traffic.
  void start_traffic();
  /// Until everything has arrived, or the server has had long enough.
  void stop_traffic();
  Clock::duration before_turn(Time now) override;
  void act(const Occasion& occasion);
  void beat(const Occasion& occasion);
  void ask_for_list(const Occasion& occasion);
  void chat(const Occasion& occasion);
  void signal_call(const Occasion& occasion);
  void speak(const Occasion& occasion);
  void relay(const Occasion& occasion, std::size_t member, const Relayed& message);
  void send(Client& client, const Message& message);

  // Answers.
  void on_ack(Client& client, std::uint32_t id, std::string_view answer) override;
  void on_event(Client& client, std::string_view arguments) override;
  void on_list(Client& client, std::string_view answer);
  void on_heartbeat_answer(Client& client, std::string_view arguments);
  void on_audio(std::string_view arguments);

  std::uint64_t missing() const { return ledger_.outstanding() + unanswered_; }
  std::uint64_t audio_lost() const { return audio_owed_ - audio_got_; }
  void report(const Measurement& measured) const;
  void check_complete() const;

  const Message heartbeat_;
  const Message list_rooms_;
  const Message audio_chunk_;

  std::optional<Schedule> schedule_;  // while there is traffic
  Ledger ledger_;
  std::vector<std::vector<Time>> beats_;  // unanswered ones, by client
  std::vector<std::vector<Time>> lists_;  // the same for lists
  std::uint64_t unanswered_ = 0;          // of both

  // A server may drop audio that a page is too slow for.
  std::uint64_t audio_owed_ = 0;
  std::uint64_t audio_got_ = 0;

  std::uint64_t sent_ = 0;  // while counting
  Histogram list_latency_;  // the same

  ProcessStats fresh_;
  ProcessStats seated_;  // everybody is in a room
};

}  // namespace bench
