#include "upgrading_client.hpp"

#include "failure.hpp"
#include "websocket_client.hpp"

namespace bench {

void UpgradingClient::send(std::span<const Message* const> messages) { send_frames(socket_, messages); }

void UpgradingClient::on_session(std::string_view id) {
  socket_.open(id);
  PollingClient::on_session(id);
}

void UpgradingClient::on_namespace_connected() {
  connected_ = true;
  check_ready();
}

void UpgradingClient::on_socket_open() { socket_.send(client_frame("2probe")); }

void UpgradingClient::on_probe_answered() {
  probed_ = true;
  try_upgrade();
}

void UpgradingClient::send_pong() {
  if (upgraded_)
    socket_.send(client_frame("3"));
  else
    PollingClient::send_pong();
}

void UpgradingClient::try_upgrade() {
  if (!probed_ || upgraded_ || request_under_way()) return;
  upgraded_ = true;
  socket_.send(client_frame("5"));
  PollingClient::close_connections();
  check_ready();
}

void UpgradingClient::check_ready() {
  if (connected_ && upgraded_) listener().on_ready(*this);
}

void UpgradingClient::close_connections() {
  PollingClient::close_connections();
  socket_.close();
}

}  // namespace bench
