// wire_peers.hpp - peers of a server without a network: engineio, socketio and the handlers are what counts.
//
// Thread: the caller's. Lifetime: must outlive the server.
#pragma once

#include <cstdint>
#include <vector>

#include "../support/counting_wire.hpp"
#include "base/manual_timers.hpp"
#include "peers.hpp"

namespace bench {

class WirePeers final : public Peers {
 public:
  CountingWire wire;
  base::ManualTimers time;

  void open_websocket(std::string_view target) override;
  void open_http() override;
  void send(std::size_t peer, std::span<const Message> messages) override;
  void request(std::size_t peer, std::string_view method, std::string_view target,
               std::string_view body) override;
  void pass(std::chrono::milliseconds span) override;
  std::size_t receive() override;
  std::string_view latest() const override { return wire.latest(); }

  /// The end of a turn.
  void settle();

 private:
  std::vector<engineio::ConnId> connections_;
  std::uint64_t received_ = 0;
};

}  // namespace bench
