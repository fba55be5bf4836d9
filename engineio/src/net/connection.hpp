// engineio/src/net/connection.hpp - one TCP stream: reading, writing, deadlines and the end of it.
//
// What the bytes mean is the business of its channel: HttpChannel at first, WebsocketChannel after an
// accepted upgrade. The connection reads into the loop's buffer, keeps only what a channel could not use
// yet, queues what is to be written, and closes so that the peer gets everything that was written.
//
// Thread: its loop's. Lifetime: owned by the loop's table; others keep its id, never a pointer. Destroyed at
// the end of the turn in which it was buried.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include "base/timers.hpp"
#include "engineio/wire.hpp"
#include "net/outputs.hpp"
#include "net/poller.hpp"
#include "net/socket.hpp"
#include "net/wire_message.hpp"
#include "net/write_queue.hpp"

namespace engineio::net {

class HttpChannel;
class IoLoop;
class WebsocketChannel;

class Connection {
 public:
  Connection(IoLoop& loop, ConnId id, Socket socket, std::string remote_address);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start();

  // Commands of the hub; they do nothing when the connection is on its way out.
  void respond(const HttpResponse& response);
  void accept(const std::vector<HttpHeader>& headers);
  void send(const Frame& frame);
  void close(std::uint16_t code);
  void abort();
  void report_drained();

  // For the loop.
  ConnId id() const { return id_; }
  void on_ready(Readiness readiness);
  /// Writes `piece` or what is queued, as far as the kernel takes it. Called for each output, see Outputs.
  void flush(base::SharedBytes piece);
  /// The output that was asked for has another index from here on.
  void move_output(std::uint32_t index) { output_ = index; }
  /// May be read again: the hub has caught up, or a later turn has come.
  void resume_reading();
  /// The server stops: an orderly end.
  void shut_down();

  // For the channels.
  IoLoop& loop() { return loop_; }
  bool open() const { return state_ == State::open; }
  bool peer_finished() const { return peer_finished_; }
  /// Came over TLS.
  bool secure() const { return socket_.secure(); }
  /// Everything has been given to the kernel.
  bool written() const { return queue_ == nullptr && output_ == Outputs::none; }
  /// What is appended here leaves at the end of the turn or soon after, behind what write() was given.
  WriteQueue& out();
  /// Leaves at the end of the turn or soon after.
  void write(base::SharedBytes piece);
  void report(Frame message);
  void report(RareEvent what);
  /// HttpChannel::on_deadline() is called after this time unless it is set again or cleared; a WebSocket, and
  /// a connection whose peer did not take what was written, is dropped.
  void set_deadline(std::chrono::milliseconds delay);
  void clear_deadline() { deadline_ = no_deadline; }
  /// The channel has done enough for this turn: what it left is kept for a later one, and nothing is read.
  void continue_reading_later();
  /// The channel can use input again: gives it what was kept.
  void process_kept_input();
  /// Orderly end: reports on_closed(reason), writes what is queued, then closes.
  void finish(std::error_code reason);
  /// End at once: reports on_closed(reason), drops what is queued.
  void drop(std::error_code reason);

 private:
  enum class State : std::uint8_t { open, closing, lingering, buried };
  using Clock = base::Timers::Clock;
  static constexpr Clock::time_point no_deadline = Clock::time_point::max();

  void update_interest();
  bool reads() const;
  void on_readable();
  void read();
  void on_stopped(const Socket::Result& result);
  void read_on_later();
  void on_bytes(std::span<char> bytes);
  void on_end();
  std::size_t consume(std::span<char> bytes);
  bool input_is_full() const;
  void flush();
  void need_output();
  bool write_piece(base::SharedBytes piece);
  bool write_queued();
  void on_blocked();
  void check_queue_limit();
  void on_writable();
  void begin_linger();
  void bury();
  void report_closed(std::error_code reason);
  void arm(Clock::duration delay);
  void on_timer();
  void on_deadline();

  IoLoop& loop_;
  const ConnId id_;
  Socket socket_;
  std::unique_ptr<HttpChannel> http_;
  std::unique_ptr<WebsocketChannel> websocket_;
  std::unique_ptr<WriteQueue> queue_;  // null when nothing is queued
  std::string kept_input_;
  std::uint64_t accepted_bytes_ = 0;  // given to send() so far
  base::Timer timer_;
  Clock::time_point timer_due_ = no_deadline;
  Clock::time_point deadline_ = no_deadline;
  std::uint32_t output_ = Outputs::none;
  State state_ = State::open;
  Interest interest_;
  bool writing_ = false;      // waits for the socket to become writable
  bool read_paused_ = false;  // until resume_reading()
  bool reads_on_ = false;     // the loop will call resume_reading(), also for an idle socket
  bool stalled_ = false;      // the hub is told when everything is written
  bool peer_finished_ = false;
  bool known_to_hub_ = false;
};

}  // namespace engineio::net
