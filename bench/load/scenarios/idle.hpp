// idle.hpp - clients that do nothing but answer pings: what a connection costs in memory, and a ping in CPU.
#pragma once

#include "scenarios/echo.hpp"

namespace bench {

/// With --pre there is echo traffic first, which shows the buffers that a server keeps afterwards; with
/// --join everybody is in one room.
class Idle final : public Echo {
 public:
  Idle(const Options& options, Transport transport) : Echo(options, transport) {}

  void run() override;

 private:
  void on_ack(Client& client, std::uint32_t id, std::string_view answer) override;
  void join_room();
  void make_traffic();

  std::size_t joined_ = 0;
};

}  // namespace bench
