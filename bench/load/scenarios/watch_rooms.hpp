// watch_rooms.hpp - rooms full of real pages, on a server that runs the watch-room application.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger.hpp"
#include "room_messages.hpp"
#include "scenario.hpp"
#include "schedule.hpp"

namespace bench {

/// Everybody connects, the owners create their rooms, the others join them; then all do on schedule what
/// pages do. Latency counts from the scheduled time. Every delivery is compared with what was sent, and the
/// run fails when one is missing at the end.
class WatchRooms final : public Scenario {
 public:
  explicit WatchRooms(const Options& options);

  void run() override;

 private:
  // The members of a room are as far apart as possible, so that messages that follow each other belong to
  // different rooms: client = member * rooms + room. Member 0 is the owner.
  std::size_t room_of(const Client& client) const { return client.index() % options().rooms; }
  std::size_t member_of(const Client& client) const { return client.index() / options().rooms; }
  Client& client_of(std::size_t room, std::size_t member) {
    return *clients()[member * options().rooms + room];
  }
  /// Somebody else each time, and in each room.
  std::size_t whose_turn(const Occasion& o) const { return (o.round + o.subject) % options().members; }

  // Before the traffic.
  void create_rooms();
  void join_rooms();
  /// Lets clients [first, last) ask, a few at a time, until each has its answer.
  void ask_each(std::size_t first, std::size_t last, const std::function<Message(std::size_t)>& question);
  void wait_until(const std::uint64_t& counter, std::uint64_t expected);

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
  void on_ready(Client& client) override { arrived(client); }
  void on_ack(Client& client, std::uint32_t id, std::string_view answer) override;
  void on_event(Client& client, std::string_view arguments) override;
  void on_room_answer(Client& client, std::uint32_t id, std::string_view answer);
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
  std::vector<std::string> room_ids_;
  std::uint64_t answers_ = 0;  // to ask_each()
  std::uint64_t joins_told_ = 0;

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
