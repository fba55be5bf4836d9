// scenario.hpp - what all scenarios share: a crowd of clients, an event loop, a deadline.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "client.hpp"
#include "endpoint.hpp"
#include "event_loop.hpp"
#include "options.hpp"
#include "report.hpp"

namespace bench {

enum class Transport { websocket, polling, upgrade };

/// One run. Thread: all of it in run().
class Scenario : protected ClientListener {
 public:
  /// `clients` is mostly options.clients. `options` outlives the scenario.
  Scenario(const Options& options, Transport transport, std::size_t clients);
  virtual ~Scenario();
  Scenario(const Scenario&) = delete;
  Scenario& operator=(const Scenario&) = delete;

  /// Measures and prints. Throws Failure.
  virtual void run() = 0;

  /// Clients lost so far.
  std::uint64_t failures() const { return failures_; }

 protected:
  using Clients = std::vector<std::unique_ptr<Client>>;

  /// Starts the clients, a few at a time, until each has arrived or failed.
  void connect_clients() { connect_clients(clients_.size()); }
  /// The same with the first `count` of them.
  void connect_clients(std::size_t count);
  /// To be called by the scenario, once for each client: it is where it should be, the next one may start.
  void arrived(Client& client);
  /// Delivers events for a while.
  void run_for(Seconds duration);
  /// Delivers what is there, or waits a little.
  void turn(Clock::duration longest_wait);

  /// Counts one message, while a measurement is going on.
  void count(Time sent_at) {
    if (!counting_) return;
    ++messages_;
    latency_.add(now() - sent_at);
  }
  /// While it is, what happens belongs to the figures.
  bool counting() const { return counting_; }
  /// Counts for `options().measured`, after the warm-up.
  Measurement measure();

  const Options& options() const { return options_; }
  Clients& clients() { return clients_; }
  std::size_t arrivals() const { return arrivals_; }
  /// From a client's start to its arrived().
  const Histogram& arrival_times() const { return arrival_times_; }
  std::uint64_t pings() const;
  /// When the bytes that are being handled came in.
  Time now() const { return loop_.read_time(); }
  ProcessStats read_stats() const { return ProcessStats::read(options_.pid); }

 private:
  /// Called before each turn of run_for(); returns when it wants to be called again at the latest.
  virtual Clock::duration before_turn(Time now);
  void on_failed(Client& client, std::string_view why) final;
  std::unique_ptr<Client> make_client(Transport transport, std::size_t index);

  const Options& options_;
  Endpoint endpoint_;
  EventLoop loop_;
  Clients clients_;
  Time deadline_;
  std::size_t started_ = 0;
  std::size_t arrivals_ = 0;
  std::uint64_t failures_ = 0;
  Histogram arrival_times_;
  bool counting_ = false;
  std::uint64_t messages_ = 0;
  Histogram latency_;
};

}  // namespace bench
