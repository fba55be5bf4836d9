#include "net/hub.hpp"

#include <pthread.h>

#include <asio/post.hpp>
#include <chrono>
#include <utility>

#include "net/cpu_time.hpp"
#include "net/poller.hpp"

namespace engineio::net {
namespace {

constexpr auto turn_bounds = [] {
  std::array<std::chrono::nanoseconds, DurationHistogram::bounds.size()> bounds{};
  for (std::size_t range = 0; range < bounds.size(); ++range) {
    bounds[range] = std::chrono::round<std::chrono::nanoseconds>(
        std::chrono::duration<double>(DurationHistogram::bounds[range]));
  }
  return bounds;
}();

}  // namespace

Hub::Hub(std::function<void()> deliver_events, std::function<void()> flush_commands,
         asio::io_context* borrowed)
    : deliver_events_(std::move(deliver_events)),
      flush_commands_(std::move(flush_commands)),
      own_context_(borrowed == nullptr ? std::optional<asio::io_context>(std::in_place, 1) : std::nullopt),
      context_(borrowed == nullptr ? *own_context_ : *borrowed),
      timers_(context_, [this] { end_turn(); }) {}

void Hub::run() {
  thread_.assert_here();
  context_.run();
}

void Hub::quit() {
  if (own_context_) return context_.stop();
  work_.reset();
  signals_.clear();
  timers_.stop();
}

void Hub::on_signals(std::initializer_list<int> signals, std::function<void(int)> handler) {
  auto waiting = std::make_unique<Signals>(context_, std::move(handler));
  for (const int signal : signals) waiting->set.add(signal);
  wait_for(*waiting);
  signals_.push_back(std::move(waiting));
}

void Hub::wait_for(Signals& signals) {
  signals.set.async_wait([this, &signals](const std::error_code& error, int number) {
    if (error) return;
    wait_for(signals);
    timers_.turn([&] { signals.handler(number); });
  });
}

void Hub::post(std::function<void()> work) {
  asio::post(context_, [this, work = std::move(work)] { timers_.turn(work); });
  if (Poller* const poller = poller_.load()) poller->interrupt();
}

void Hub::wake() {
  asio::post(context_, [this] { turn(); });
}

void Hub::wake_unless_in_turn() {
  if (!timers_.in_turn()) wake();
}

void Hub::end_turn() {
  flush_commands_();
  const std::chrono::nanoseconds took = AsioTimers::Clock::now() - timers_.turn_began();
  std::size_t range = 0;
  while (range < turn_bounds.size() && took > turn_bounds[range]) ++range;
  ++turns_[range];
  turn_time_ += took;
}

void Hub::add_to(NetworkStatistics& statistics) const {
  thread_.assert_here();
  statistics.turns.counts = turns_;
  statistics.turns.sum = std::chrono::duration<double>(turn_time_).count();
  statistics.hub_cpu_seconds = cpu_seconds(::pthread_self());
}

void Hub::turn() {
  thread_.assert_here();
  timers_.turn(deliver_events_);
}

}  // namespace engineio::net
