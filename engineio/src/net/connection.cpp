#include "net/connection.hpp"

#include <algorithm>
#include <utility>

#include "net/http_channel.hpp"
#include "net/io_loop.hpp"
#include "net/message_deflate.hpp"
#include "net/websocket_channel.hpp"

namespace engineio::net {
namespace {

/// Of requests that wait for the answer to an earlier one, and of frames that wait for accept().
constexpr std::size_t max_kept_bytes = 64 * 1024;
constexpr std::size_t gather_size = 32;
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
  interest_.read = true;
  loop_.poller().add(socket_.descriptor(), id_, interest_);
  http_->start();
}

void Connection::respond(const HttpResponse& response) {
  if (open() && http_) http_->respond(response);
}

void Connection::accept(const std::vector<HttpHeader>& headers) {
  std::unique_ptr<MessageDeflate> deflate;
  if (!open() || !http_ || !http_->accept(headers, deflate)) return;
  http_.reset();
  timer_.cancel();
  timer_due_ = deadline_ = no_deadline;
  websocket_ = std::make_unique<WebsocketChannel>(*this, std::move(deflate));
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

void Connection::report_drained() {
  if (!open() || !websocket_) return;
  stalled_ = true;
  need_output();
}

void Connection::shut_down() { close(close_code::going_away); }

void Connection::need_output() {
  if (output_ != Outputs::none) return;
  output_ = loop_.outputs().add(*this);
  loop_.schedule_turn();
}

WriteQueue& Connection::out() {
  need_output();
  if (!queue_) queue_ = loop_.take_queue();
  base::SharedBytes& piece = loop_.outputs().piece(output_);
  if (!piece.empty()) queue_->append(std::exchange(piece, {}));
  return *queue_;
}

void Connection::write(base::SharedBytes piece) {
  if (queue_ || output_ != Outputs::none) return out().append(piece);
  need_output();
  loop_.outputs().piece(output_) = std::move(piece);
}

void Connection::report(Frame message) {
  known_to_hub_ = true;
  loop_.report(id_, std::move(message));
}

void Connection::report(RareEvent what) {
  known_to_hub_ = true;
  loop_.report(id_, std::move(what));
}

void Connection::on_ready(Readiness readiness) {
  const bool readable = readiness.readable || (readiness.writable && socket_.read_wants_write());
  if (readable || (readiness.broken && interest_.read)) {
    on_readable();
  } else if (readiness.broken) {
    // Nothing is being read, so that no read can tell what happened.
    drop(std::make_error_code(std::errc::connection_reset));
  }
  const bool writable = readiness.writable || (readiness.readable && socket_.write_wants_read());
  if (writable && writing_ && state_ != State::buried) on_writable();
}

bool Connection::reads() const { return !peer_finished_ && !(open() && (input_is_full() || read_paused_)); }

void Connection::update_interest() {
  if (state_ == State::buried) return;
  const bool read = reads();
  if (read && socket_.holds_input()) read_on_later();
  const bool write = (writing_ && !socket_.write_wants_read()) || (read && socket_.read_wants_write());
  const Interest wanted{.read = read, .write = write};
  if (wanted == interest_) return;
  interest_ = wanted;
  loop_.poller().change(socket_.descriptor(), id_, interest_);
}

void Connection::on_readable() {
  read_paused_ = open() && !loop_.may_read(id_);
  if (!read_paused_) read();
  update_interest();
}

void Connection::read() {
  const std::span<char> buffer = loop_.read_buffer();
  do {
    const bool lingering = state_ == State::lingering;
    const Socket::Result result = lingering ? socket_.discard(buffer) : socket_.read(buffer);
    if (result.status != Socket::Status::done) return on_stopped(result);
    loop_.counts().bytes_received.add(result.size);
    on_bytes(buffer.first(result.size));
  } while (socket_.holds_input() && state_ != State::buried && state_ != State::lingering && reads());
}

void Connection::on_stopped(const Socket::Result& result) {
  switch (result.status) {
    case Socket::Status::done:
    case Socket::Status::would_block:
      return;
    case Socket::Status::end:
      return on_end();
    case Socket::Status::failed:
      return drop(result.error);
    case Socket::Status::cut_off:
      // A browser that is killed does that. Where messages say how long they are, it is a close like any
      // other.
      return drop(websocket_ ? std::error_code() : result.error);
    case Socket::Status::refused:
      // What was sent about it must arrive.
      if (open()) report_closed(result.error);
      state_ = State::closing;
      return begin_linger();
  }
}

/// The socket may stay silent although there is more: the loop has to ask.
void Connection::read_on_later() {
  if (!std::exchange(reads_on_, true)) loop_.continue_later(id_);
}

void Connection::on_end() {
  peer_finished_ = true;
  update_interest();
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
  update_interest();
}

std::size_t Connection::consume(std::span<char> bytes) {
  if (websocket_) return websocket_->consume(bytes);
  return http_->consume({bytes.data(), bytes.size()});
}

/// A channel that cannot use its input now must not make us keep more and more of it.
bool Connection::input_is_full() const { return http_ && kept_input_.size() >= max_kept_bytes; }

void Connection::continue_reading_later() {
  if (!open()) return;
  read_paused_ = true;
  loop_.continue_later(id_);
}

void Connection::resume_reading() {
  read_paused_ = reads_on_ = false;
  if (websocket_) process_kept_input();
  if (socket_.holds_input() && state_ != State::buried && reads()) return on_readable();
  update_interest();
}

void Connection::flush(base::SharedBytes piece) {
  output_ = Outputs::none;
  if (state_ == State::buried) return;
  if (!piece.empty() && !write_piece(std::move(piece))) return;
  flush();
}

void Connection::flush() {
  if (writing_) return check_queue_limit();
  if (queue_ && !write_queued()) return;
  if (stalled_) {
    stalled_ = false;
    report(QueueEvent{.written_bytes = accepted_bytes_, .empty = true});
  }
  if (state_ == State::closing) begin_linger();
}

/// @pre nothing is queued. @return false when it failed or something had to be queued.
bool Connection::write_piece(base::SharedBytes piece) {
  // The kernel only reads it, but iovec serves both directions.
  iovec buffer{.iov_base = const_cast<char*>(piece.data()), .iov_len = piece.size()};
  const Socket::Result result = socket_.write({&buffer, 1});
  if (result.status == Socket::Status::failed) return drop(result.error), false;
  loop_.counts().bytes_sent.add(result.size);
  if (result.size == piece.size()) return true;
  queue_ = loop_.take_queue();
  piece.remove_prefix(result.size);
  queue_->append(piece);
  return write_queued();
}

/// @return true when the queue is empty and given back.
bool Connection::write_queued() {
  while (!queue_->empty()) {
    iovec buffers[gather_size];
    const std::size_t count = queue_->gather(buffers);
    const Socket::Result result = socket_.write(std::span(buffers).first(count));
    queue_->consume(result.size);
    loop_.counts().bytes_sent.add(result.size);
    if (result.status == Socket::Status::done) continue;
    if (result.status == Socket::Status::would_block) {
      on_blocked();
    } else {
      drop(result.error);
    }
    return false;
  }
  loop_.give_back(std::move(queue_));
  return true;
}

void Connection::check_queue_limit() {
  if (queue_->bytes() <= loop_.options().max_queued_bytes) return;
  loop_.counts().overrun.add();
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
  update_interest();
}

void Connection::on_writable() {
  writing_ = false;
  flush();
  update_interest();
}

void Connection::finish(std::error_code reason) {
  if (!open()) return;
  report_closed(reason);
  state_ = State::closing;
  stalled_ = false;
  kept_input_ = {};
  set_deadline(loop_.options().close_timeout);
  need_output();
}

/// Closing a socket with unread input resets the connection, and the reset may overtake what was written:
/// say that nothing follows, and read until the peer says the same.
void Connection::begin_linger() {
  if (peer_finished_) return socket_.finish(), bury();
  if (!socket_.shut_down_sending()) return bury();
  state_ = State::lingering;
  const auto limit = loop_.options().close_timeout;
  set_deadline(loop_.stopping() ? std::min(limit, stop_linger) : limit);
  update_interest();
}

void Connection::drop(std::error_code reason) {
  if (state_ == State::buried) return;
  if (open()) report_closed(reason);
  bury();
}

void Connection::bury() {
  state_ = State::buried;
  timer_.cancel();
  socket_.close();
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
  if (!open() || socket_.handshaking() || !written()) return drop(std::make_error_code(std::errc::timed_out));
  if (http_) return http_->on_deadline();
  drop({});
}

}  // namespace engineio::net
