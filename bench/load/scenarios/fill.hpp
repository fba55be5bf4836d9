// fill.hpp - memory that a server takes for a crowd, and what it keeps when the crowd has gone.
#pragma once

#include <cstdint>
#include <string_view>

#include "message.hpp"
#include "scenario.hpp"

namespace bench {

/// Each client connects, joins the room and has one message echoed; then all close, and `measured` seconds
/// later the memory is read again. Several runs against one server show whether it grows each time.
class Fill final : public Scenario {
 public:
  explicit Fill(const Options& options);

  void run() override;

 private:
  void on_ready(Client& client) override { client.send(join_); }
  void on_ack(Client& client, std::uint32_t id, std::string_view answer) override;

  Message join_;
  Message echo_;
  AnswerCheck check_;
};

}  // namespace bench
