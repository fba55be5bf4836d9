#include "scenario.hpp"

#include <algorithm>
#include <iostream>
#include <utility>

#include "failure.hpp"
#include "polling_client.hpp"
#include "upgrading_client.hpp"
#include "websocket_client.hpp"

namespace bench {
namespace {

constexpr Clock::duration longest_turn = std::chrono::milliseconds(20);

}  // namespace

Scenario::Scenario(const Options& options, Transport transport, std::size_t clients)
    : options_(options),
      endpoint_{.port = options.port,
                .path = options.path,
                .reset = options.reset,
                .connect_packet = connect_packet(options)},
      deadline_(Clock::now() + to_clock(options.timeout)) {
  for (std::size_t i = 0; i < clients; ++i) clients_.push_back(make_client(transport, i));
}

Scenario::~Scenario() = default;

std::unique_ptr<Client> Scenario::make_client(Transport transport, std::size_t index) {
  ClientListener& listener = *this;
  switch (transport) {
    case Transport::polling:
      return std::make_unique<PollingClient>(index, listener, loop_, endpoint_);
    case Transport::upgrade:
      return std::make_unique<UpgradingClient>(index, listener, loop_, endpoint_);
    case Transport::websocket:
      break;
  }
  return std::make_unique<WebSocketClient>(index, listener, loop_, endpoint_);
}

void Scenario::connect_clients(std::size_t count) {
  const auto settled = [this] { return arrivals_ + failures_; };
  while (settled() < count) {
    while (started_ < count && started_ - settled() < options_.concurrency) clients_[started_++]->start();
    turn(longest_turn);
  }
  if (arrivals_ == 0) throw Failure(Exit::clients_failed, "no client could connect");
}

void Scenario::arrived(Client& client) {
  ++arrivals_;
  arrival_times_.add(now() - client.started_at());
}

void Scenario::run_for(Seconds duration) {
  const Time end = Clock::now() + to_clock(duration);
  for (Time now = Clock::now(); now < end; now = Clock::now())
    turn(std::min({longest_turn, end - now, before_turn(now)}));
}

void Scenario::turn(Clock::duration longest_wait) {
  loop_.turn(std::max(longest_wait, Clock::duration::zero()));
  if (Clock::now() > deadline_)
    throw Failure(Exit::timeout, "timeout: " + std::to_string(started_) + " clients started, " +
                                     std::to_string(arrivals_) + " arrived, " + std::to_string(failures_) +
                                     " failed");
}

Measurement Scenario::measure() {
  run_for(options_.warm_up);
  messages_ = 0;
  latency_.clear();
  counting_ = true;
  if (options_.announce) std::cout << "measuring" << std::endl;
  Measurement measured{.before = read_stats()};
  measured.read_bytes = loop_.read_bytes();
  run_for(options_.measured);
  measured.after = read_stats();
  measured.read_bytes = loop_.read_bytes() - measured.read_bytes;
  counting_ = false;
  measured.messages = messages_;
  measured.latency = std::exchange(latency_, {});
  return measured;
}

std::uint64_t Scenario::pings() const {
  std::uint64_t sum = 0;
  for (const auto& client : clients_) sum += client->pings();
  return sum;
}

Clock::duration Scenario::before_turn(Time /*now*/) { return longest_turn; }

void Scenario::on_failed(Client& client, std::string_view why) {
  constexpr std::uint64_t shown = 5;
  constexpr std::uint64_t tolerated = 1000;
  if (++failures_ <= shown) std::cerr << "client " << client.index() << ": " << why << "\n";
  if (failures_ > tolerated) throw Failure(Exit::too_many_failures, "more than 1000 clients failed");
}

}  // namespace bench
