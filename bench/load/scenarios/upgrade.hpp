// upgrade.hpp - a page's whole way in: polling handshake, CONNECT, probe, upgrade, one answered message.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "message.hpp"
#include "scenarios/connect.hpp"

namespace bench {

class Upgrade final : public Connect {
 public:
  explicit Upgrade(const Options& options)
      : Connect(options, Transport::upgrade),
        messages_(echo_messages(options)),
        check_(echo_answer(options)) {}

 private:
  void on_ready(Client& client) override { client.send(messages_.front()); }
  void on_ack(Client& client, std::uint32_t /*id*/, std::string_view answer) override {
    check_(answer);
    finish(client);
  }

  std::vector<Message> messages_;
  AnswerCheck check_;
};

}  // namespace bench
