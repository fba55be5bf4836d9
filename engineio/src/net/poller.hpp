// engineio/src/net/poller.hpp - readiness of a loop's sockets, a batch at a time.
//
// An epoll set of its own, which Asio watches as one descriptor. Asio's own sockets would cost one
// epoll_ctl (or one read that finds nothing) per message and about 300 bytes per idle connection; here a
// socket is registered once, and a whole batch is handled in one handler, whose end is the end of the turn.
// While messages come, the loop waits in this set itself and goes back to Asio only when something else is
// due, at the latest after `longest_stay`: a wait through Asio takes three system calls instead of one.
// See docs/decisions/0007-poller.md and 0009-waiting.md.
//
// Thread: that of its loop, except interrupt(). Lifetime: owned by the loop.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <vector>

#include "engineio/wire.hpp"
#include "net/pace.hpp"

namespace engineio::net {

/// What a socket waits for; level-triggered. An error or a reset is always reported.
struct Interest {
  bool read = false;
  bool write = false;
  friend bool operator==(Interest, Interest) = default;
};

/// What happened.
struct Readiness {
  bool readable = false;
  bool writable = false;
  bool broken = false;  ///< reset, or closed in both directions
};

class Poller {
 public:
  using Clock = base::Timers::Clock;
  struct Handlers {
    std::function<void(ConnId, Readiness)> on_ready;  ///< for each socket of a batch
    std::function<void()> end_of_batch;               ///< then once
    std::function<bool()> on_interrupt;               ///< @return true when it is Asio that has to go on
    std::function<Clock::time_point()> next_due;      ///< when the loop has something else to do
    std::function<void()> run_due;                    ///< do it
  };

  struct Manners {
    bool stay = true;  ///< false: others use the io_context too, and get their turn after each batch
    Clock::duration interval{};
  };

  Poller(asio::io_context& context, std::uint16_t loop, Manners manners, Handlers handlers);
  ~Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  void start() { wait(); }
  /// Looks no more. @pre no connection is left.
  void stop();
  /// Starts to watch; the kernel forgets the socket when it is closed.
  void add(int socket, ConnId id, Interest interest);
  void change(int socket, ConnId id, Interest interest);
  /// Asio has something to do whenever this descriptor becomes readable.
  void yield_for(int descriptor) { control(EPOLL_CTL_ADD, descriptor, edge_of(asio_mark)); }
  /// Asio has something to do behind this batch.
  void yield() { yield_ = true; }
  /// Ends a wait here: on_interrupt() follows. @return false when nobody waits here, so that Asio must be
  /// asked. Thread: any.
  bool interrupt();

 private:
  // Marks of what is no connection: those have no generation 0.
  static constexpr std::uint64_t interrupt_mark = 0;
  static constexpr std::uint64_t asio_mark = 1;
  static epoll_event edge_of(std::uint64_t mark);

  void wait();
  void stay();
  int next_batch(Clock::time_point end_of_stay);
  int look(std::chrono::milliseconds patience);
  int wait_here(Clock::time_point until);
  void handle(int count);
  void note(std::uint32_t slot);
  void control(int operation, int socket, epoll_event event);

  const std::uint16_t loop_;
  Handlers handlers_;
  const bool stays_;
  Pace pace_;
  int interrupt_descriptor_;
  asio::posix::basic_stream_descriptor<asio::io_context::executor_type> set_;
  std::array<epoll_event, 256> batch_;
  Pace::Batch current_;
  std::uint32_t batch_number_ = 0;
  std::vector<std::uint32_t> last_batch_of_;  // by slot
  bool yield_ = false;
  std::atomic<bool> waiting_here_{false};
  std::atomic<bool> interrupted_{false};
};

}  // namespace engineio::net
