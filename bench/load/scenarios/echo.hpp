// echo.hpp - every client has a window of messages in flight; the server answers each with its contents.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "message.hpp"
#include "pace.hpp"
#include "scenario.hpp"

namespace bench {

/// Closed loop: an answer is replaced by the next message at once. With --rate: an open loop, where messages
/// leave on schedule, latency counts from the scheduled time, and what finds no free slot is dropped.
/// With --beside there are more clients, which send nothing.
class Echo : public Scenario {
 public:
  Echo(const Options& options, Transport transport);

  void run() override;

 protected:
  void start_traffic();
  void stop_traffic() { sending_ = false; }

  void on_ready(Client& client) override { arrived(client); }
  void on_ack(Client& client, std::uint32_t id, std::string_view answer) override;
  void on_event(Client& client, std::string_view arguments) override;
  void on_read_done(Client& client) override;

 private:
  struct Window {
    std::vector<Time> sent_at;            // by slot
    std::vector<std::size_t> free_slots;  // open loop
    std::size_t answered = 0;
  };

  /// Those that have a window; the ones beside them are spread between.
  Client& busy_client(std::size_t number) { return *clients()[number * stride_]; }
  bool on_schedule() const { return pace_.has_value(); }
  void fill(Client& client);
  void on_answer(Client& client, std::size_t slot, std::string_view answer);
  Clock::duration before_turn(Time now) override;
  void send_scheduled(Time due);

  std::vector<Message> messages_;  // by slot
  AnswerCheck check_;
  std::vector<Window> windows_;  // by client
  std::vector<const Message*> replacements_;
  bool sending_ = false;
  std::size_t stride_;
  std::optional<Pace> pace_;
  std::size_t next_client_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace bench
