// connect.hpp - clients that arrive one after the other, and then leave all at once.
#pragma once

#include "scenario.hpp"

namespace bench {

/// What a connect costs, up to the answered Socket.IO CONNECT; then, unless --churn closed them one by one,
/// a second line about what the closing of all costs.
class Connect : public Scenario {
 public:
  Connect(const Options& options, Transport transport) : Scenario(options, transport, options.clients) {}

  void run() override;

 protected:
  void on_connected(Client& client) override { connect_times_.add(now() - client.started_at()); }
  void on_ready(Client& client) override { finish(client); }
  void finish(Client& client);

 private:
  void close_all();

  Histogram connect_times_;  // until the namespace's CONNECT was answered
};

}  // namespace bench
