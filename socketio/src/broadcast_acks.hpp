// socketio/src/broadcast_acks.hpp - the answers to one broadcast, until all have come or time is up.
//
// Thread: hub. Lifetime: shared by the AckTable, which ends it, and those who still bring answers.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "base/timers.hpp"
#include "socketio/adapter.hpp"

namespace socketio {

class BroadcastAcks final : public AckCollector {
 public:
  /// @param ended  is called once, before the handler.
  BroadcastAcks(base::Timers& timers, std::chrono::milliseconds deadline, BroadcastAckHandler handler,
                std::function<void()> ended);

  /// So many servers will say how many clients they sent to.
  void expect_servers(std::size_t count);
  void expect(std::size_t clients) override;
  void answer(const RawJson& value) override;
  void gone() override;
  /// Calls the handler with what has come, unless that was done before.
  void finish(std::error_code error);
  bool complete() const { return servers_ == servers_heard_ && clients_ == 0; }
  /// Forgets the handler.
  void abandon();

 private:
  struct Answer {
    std::string json;
    std::vector<base::SharedBytes> attachments;
  };

  void finish_later();

  base::Timers& timers_;
  BroadcastAckHandler handler_;  // empty when it was called
  std::function<void()> ended_;
  std::vector<Answer> answers_;
  std::optional<std::size_t> servers_;
  std::size_t servers_heard_ = 0;
  std::int64_t clients_ = 0;  // that have not answered; below 0 when an answer overtook its server's count
  base::Timer deadline_;
};

}  // namespace socketio
