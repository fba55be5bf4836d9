#include "net/connection.hpp"

#include <algorithm>
#include <array>
#include <asio/buffer.hpp>
#include <asio/error.hpp>
#include <utility>

#include "net/http_channel.hpp"
#include "net/io_loop.hpp"
#include "net/system_error.hpp"
#include "net/websocket_channel.hpp"

namespace engineio::net {
namespace {

/// Of requests that wait for the answer to an earlier one, and of frames that wait for accept().
constexpr std::size_t max_kept_bytes = 64 * 1024;
constexpr std::size_t gather_size = 64;
/// How long a peer may take to close its side while the server is stopping.
constexpr std::chrono::milliseconds stop_linger{250};

}  // namespace

Connection::Connection(IoLoop& loop, ConnId id, Socket socket, std::string remote_address)
    : loop_(loop),
      id_(id),
      socket_(std::move(socket)),
      http_(std::make_unique<HttpChannel>(*this, std::move(remote_address))) {}

Connection::~Connection() = default;

void Connection::start() {
  http_->start();
  read_on();
}

void Connection::respond(const HttpResponse& response) {
  if (open() && http_) http_->respond(response);
}

void Connection::accept(const std::vector<HttpHeader>& headers) {
  if (!open() || !http_ || !http_->accept(headers)) return;
  http_.reset();
  timer_.cancel();
  timer_due_ = deadline_ = no_deadline;
  websocket_ = std::make_unique<WebsocketChannel>(*this);
  if (peer_finished_) return finish({});
  process_kept_input();
}

void Connection::send(const Frame& frame) {
  accepted_bytes_ += frame.bytes.size();
  if (open() && websocket_) websocket_->send(frame);
}

void Connection::close(std::uint16_t code) {
  if (!open()) return;
  if (websocket_) return websocket_->close(code);
  finish({});
}

void Connection::abort() { drop({}); }

void Connection::shut_down() { close(close_code::going_away); }

WriteQueue& Connection::out() {
  if (!queue_) queue_ = loop_.take_queue();
  if (!std::exchange(dirty_, true)) loop_.mark_dirty(*this);
  return *queue_;
}

void Connection::report(decltype(WireEvent::what) what) {
  known_to_hub_ = true;
  loop_.report(id_, std::move(what));
}

void Connection::read_on() {
  if (reading_ || peer_finished_ || state_ == State::buried) return;
  if (open() && (input_is_full() || !loop_.may_read(id_))) return;
  reading_ = true;
  // Waiting instead of reading: the read then goes to the loop's one buffer, whatever its size. (An
  // asynchronous read into a shared buffer would fill it before its handler runs.)
  socket_.async_wait(Socket::wait_read, [&loop = loop_, id = id_](const std::error_code& error) {
    if (error) return;
    if (Connection* const connection = loop.find(id)) connection->on_readable();
  });
}

void Connection::on_readable() {
  reading_ = false;
  std::error_code error;
  const std::span<char> buffer = loop_.read_buffer();
  const std::size_t size = socket_.read_some(asio::buffer(buffer.data(), buffer.size()), error);
  if (error && !would_block(error)) return on_read_error(error);
  on_bytes(buffer.first(size));
  read_on();
}

void Connection::on_read_error(const std::error_code& error) {
  peer_finished_ = true;
  if (error != asio::error::eof) return drop(portable(error));
  if (state_ == State::lingering) return bury();
  if (!open()) return;
  if (http_) return http_->on_eof();
  drop({});
}

void Connection::on_bytes(std::span<char> bytes) {
  if (!open() || bytes.empty()) return;
  if (kept_input_.empty()) {
    const std::size_t used = consume(bytes);
    if (open()) kept_input_.assign(bytes.begin() + static_cast<std::ptrdiff_t>(used), bytes.end());
  } else {
    kept_input_.append(bytes.data(), bytes.size());
    process_kept_input();
  }
}

void Connection::process_kept_input() {
  if (!open()) return;
  const std::size_t used = kept_input_.empty() ? 0 : consume(kept_input_);
  if (!open()) return;
  if (used == kept_input_.size()) {
    kept_input_ = {};
  } else {
    kept_input_.erase(0, used);
  }
  read_on();
}

std::size_t Connection::consume(std::span<char> bytes) {
  if (websocket_) return websocket_->consume(bytes);
  return http_->consume({bytes.data(), bytes.size()});
}

/// A channel that cannot use its input now must not make us keep more and more of it.
bool Connection::input_is_full() const { return http_ && kept_input_.size() >= max_kept_bytes; }

void Connection::resume_reading() { read_on(); }

void Connection::flush() {
  dirty_ = false;
  if (state_ == State::buried) return;
  if (writing_) return check_queue_limit();
  if (queue_ && !write_queued()) return;
  if (stalled_) {
    stalled_ = false;
    report(QueueEvent{.written_bytes = accepted_bytes_, .empty = true});
  }
  if (state_ == State::closing) begin_linger();
}

/// @return true when the queue is empty and given back.
bool Connection::write_queued() {
  while (!queue_->empty()) {
    std::array<asio::const_buffer, gather_size> buffers;
    const std::size_t count = queue_->gather(buffers);
    std::error_code error;
    const std::size_t written = count == 1 ? socket_.write_some(buffers[0], error)
                                           : socket_.write_some(std::span(buffers).first(count), error);
    queue_->consume(written);
    if (would_block(error)) {
      on_blocked();
      return false;
    }
    if (error) {
      drop(portable(error));
      return false;
    }
  }
  loop_.give_back(std::move(queue_));
  return true;
}

void Connection::check_queue_limit() {
  if (queue_->bytes() <= loop_.options().max_queued_bytes) return;
  drop(std::make_error_code(std::errc::no_buffer_space));
}

void Connection::on_blocked() {
  check_queue_limit();
  if (state_ == State::buried) return;
  if (open() && websocket_) {
    stalled_ = true;
    const std::uint64_t waiting = std::min<std::uint64_t>(queue_->bytes(), accepted_bytes_);
    report(QueueEvent{.written_bytes = accepted_bytes_ - waiting, .empty = false});
  }
  // A peer that takes nothing at all for that long has gone, or wants to keep the memory busy.
  if (open() && http_) set_deadline(loop_.options().keep_alive_timeout);
  if (state_ == State::closing && !loop_.stopping()) set_deadline(loop_.options().close_timeout);
  writing_ = true;
  socket_.async_wait(Socket::wait_write, [&loop = loop_, id = id_](const std::error_code& error) {
    if (error) return;
    if (Connection* const connection = loop.find(id)) connection->on_writable();
  });
}

void Connection::on_writable() {
  writing_ = false;
  flush();
}

void Connection::finish(std::error_code reason) {
  if (!open()) return;
  report_closed(reason);
  state_ = State::closing;
  stalled_ = false;
  kept_input_ = {};
  set_deadline(loop_.options().close_timeout);
  if (!std::exchange(dirty_, true)) loop_.mark_dirty(*this);
}

/// Closing a socket with unread input resets the connection, and the reset may overtake what was written:
/// say that nothing follows, and read until the peer says the same.
void Connection::begin_linger() {
  if (peer_finished_) return bury();
  std::error_code error;
  socket_.shutdown(Socket::shutdown_send, error);
  if (error) return bury();
  state_ = State::lingering;
  const auto limit = loop_.options().close_timeout;
  set_deadline(loop_.stopping() ? std::min(limit, stop_linger) : limit);
  read_on();
}

void Connection::drop(std::error_code reason) {
  if (state_ == State::buried) return;
  if (open()) report_closed(reason);
  bury();
}

void Connection::bury() {
  state_ = State::buried;
  timer_.cancel();
  std::error_code ignored;
  socket_.close(ignored);
  loop_.bury(id_);
}

void Connection::report_closed(std::error_code reason) {
  if (known_to_hub_) loop_.report(id_, ClosedEvent{reason});
}

void Connection::set_deadline(std::chrono::milliseconds delay) {
  deadline_ = loop_.timers().now() + delay;
  // A later deadline is left to the timer's callback: most are moved many times and reached never.
  if (timer_due_ == no_deadline || deadline_ < timer_due_) arm(delay);
}

void Connection::arm(Clock::duration delay) {
  timer_due_ = loop_.timers().now() + delay;
  timer_ = loop_.timers().after(delay, [this] { on_timer(); });
}

void Connection::on_timer() {
  timer_due_ = no_deadline;
  if (deadline_ == no_deadline) return;
  const auto left = deadline_ - loop_.timers().now();
  if (left > Clock::duration::zero()) return arm(left);
  deadline_ = no_deadline;
  on_deadline();
}

void Connection::on_deadline() {
  if (!open() || !write_queue_empty()) return drop(std::make_error_code(std::errc::timed_out));
  if (http_) return http_->on_deadline();
  drop({});
}

}  // namespace engineio::net
