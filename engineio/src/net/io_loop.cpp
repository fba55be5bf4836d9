#include "net/io_loop.hpp"

#include <pthread.h>

#include <algorithm>
#include <asio/ip/address.hpp>
#include <asio/post.hpp>
#include <string>
#include <utility>
#include <variant>

#include "net/cpu_time.hpp"
#include "net/http_channel.hpp"
#include "net/http_parser.hpp"
#include "net/hub.hpp"
#include "net/message_deflate.hpp"
#include "net/websocket_channel.hpp"

namespace engineio::net {
namespace {

// What the hub may have waiting from one loop before the loop stops reading.
constexpr std::size_t max_unread_events = 8 * 1024;
constexpr std::size_t max_unread_bytes = 16 * 1024 * 1024;
constexpr std::size_t max_spare_queues = 64;
constexpr std::size_t max_spare_parsers = 16;

std::string text_of(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

std::size_t payload_bytes(const RareEvent& event) {
  const auto* request = std::get_if<RequestEvent>(&event);
  return request == nullptr ? 0 : request->request.body.size();
}

}  // namespace

IoLoop::IoLoop(std::uint16_t index, const NetworkOptions& options, Hub& hub, bool own_thread,
               ConnectionLimits& limits, ContextBudget& contexts)
    : index_(index),
      options_(options),
      hub_(hub),
      limits_(limits),
      own_context_(own_thread ? std::optional<asio::io_context>(std::in_place, 1) : std::nullopt),
      context_(own_thread ? *own_context_ : hub.context()),
      deflate_(options.per_message_deflate ? std::make_unique<SharedDeflate>(options, contexts) : nullptr),
      acceptor_(context_, [this](TcpSocket socket,
                                 const asio::ip::tcp::endpoint& peer) { adopt(std::move(socket), peer); }),
      poller_(context_, index,
              {.stay = own_thread || !hub.borrows_context(), .interval = options.batch_interval},
              {.on_ready = [this](ConnId id, Readiness readiness) { on_ready(id, readiness); },
               .end_of_batch = [this] { end_turn(); },
               .on_interrupt = [this] { return on_interrupt(); },
               .next_due = [this] { return timers().next(); },
               .run_due = [this] { timers().turn([] {}); }}),
      connections_(index),
      read_buffer_(std::make_unique<char[]>(read_buffer_bytes)) {
  if (own_thread) {
    own_timers_.emplace(context_, [] {});
  } else {
    hub_.share_thread_with(&poller_);
  }
}

IoLoop::~IoLoop() {
  if (!own_context_) hub_.share_thread_with(nullptr);
  if (!os_thread_.joinable()) return;
  own_context_->stop();
  os_thread_.join();
}

std::error_code IoLoop::open(const asio::ip::tcp::endpoint& endpoint, bool share_port) {
  if (const std::error_code error = acceptor_.open(endpoint, share_port, options_.backlog)) return error;
  return options_.max_unsent_bytes == 0 ? std::error_code{}
                                        : acceptor_.limit_unsent(options_.max_unsent_bytes);
}

AsioTimers& IoLoop::timers() {
  if (own_timers_) return *own_timers_;
  return hub_.timers();
}

void IoLoop::start() {
  if (own_context_) {
    os_thread_ = std::thread([this] { run(); });
  } else {
    begin();
  }
}

void IoLoop::begin() {
  thread_.assert_here();
  poller_.start();
  poller_.yield_for(acceptor_.descriptor());
  acceptor_.start(timers());
}

void IoLoop::run() {
  ::pthread_setname_np(::pthread_self(), ("io-" + std::to_string(index_)).c_str());
  const auto work = asio::make_work_guard(context_);
  begin();
  context_.run();
  destroy_connections();
}

void IoLoop::join() {
  if (os_thread_.joinable()) return os_thread_.join();
  destroy_connections();
}

LoopStatistics IoLoop::statistics() {
  return {.accepted = counts_.accepted.value(),
          .overrun = counts_.overrun.value(),
          .bytes_received = counts_.bytes_received.value(),
          .bytes_sent = counts_.bytes_sent.value(),
          .events_waiting = events_up_.depth(),
          .commands_waiting = commands_down_.depth(),
          .cpu_seconds = os_thread_.joinable() ? cpu_seconds(os_thread_.native_handle()) : 0};
}

/// Timers and sockets end on the thread that they belong to.
void IoLoop::destroy_connections() {
  in_turn_ = true;
  acceptor_.stop();
  shutdown_timer_.cancel();
  memory_.cancel();
  connections_.for_each([&](Connection& connection) { connection.drop({}); });
  outputs_.clear();
  graveyard_.clear();
  poller_.stop();
}

void IoLoop::adopt(TcpSocket socket, const asio::ip::tcp::endpoint& peer) {
  const std::string address = text_of(peer.address());
  ConnectionLimits::Share share;
  const auto verdict = limits_.take(address, share);
  if (verdict != ConnectionLimits::Verdict::granted) return log_refusal(verdict, address);
  socket.set_no_delay();
  std::unique_ptr<TlsStream> tls = tls_.open(socket.descriptor());
  if (tls_ && !tls) return limits_.give_back(share);
  counts_.accepted.add();
  Connection& connection = connections_.add([&](ConnId id) {
    return std::make_unique<Connection>(*this, id, Socket(std::move(socket), std::move(tls)), address);
  });
  const std::size_t slot = connection.id().slot;
  if (share.counted && slot >= shares_.size()) shares_.resize(slot + 1);
  if (slot < shares_.size()) shares_[slot] = share;
  connection.start();
  if (options_.return_memory) memory_.on_change(connections_.size(), timers());
}

void IoLoop::log_refusal(ConnectionLimits::Verdict verdict, std::string_view peer) {
  if (verdict == ConnectionLimits::Verdict::too_many) {
    refusal_log_.warn(timers().now(), "connection of ", peer, " closed: there are ", options_.max_connections,
                      " already");
  } else {
    refusal_log_.warn(timers().now(), "connection of ", peer, " closed: it has ",
                      options_.max_connections_per_address, " already, as many as one address may have");
  }
}

void IoLoop::report(ConnId id, Frame frame) {
  const std::size_t bytes = frame.bytes.size();
  events_.push_back({.connection = id, .frame = std::move(frame), .rare = {}});
  count(bytes);
}

void IoLoop::report(ConnId id, RareEvent what) {
  const std::size_t bytes = payload_bytes(what);
  events_.push_back({.connection = id, .frame = {}, .rare = std::make_unique<RareEvent>(std::move(what))});
  count(bytes);
}

/// An event of so many bytes joined.
void IoLoop::count(std::size_t bytes) {
  turn_bytes_ += bytes;
  const bool too_many = unread_events_ + events_.size() >= max_unread_events;
  if (!lagging_ && (too_many || unread_bytes_ + turn_bytes_ >= max_unread_bytes)) {
    lagging_ = true;
    report({index_, 0, 0}, LaggingEvent{});
  }
  schedule_turn();
}

void IoLoop::bury(ConnId id) {
  graveyard_.push_back(connections_.remove(id));
  if (options_.return_memory) memory_.on_change(connections_.size(), timers());
  limits_.give_back(id.slot < shares_.size() ? shares_[id.slot] : ConnectionLimits::Share{});
  schedule_turn();
}

bool IoLoop::may_read(ConnId id) {
  if (lagging_) waiting_to_read_.push_back(id);
  return !lagging_;
}

void IoLoop::continue_later(ConnId id) {
  unfinished_.push_back(id);
  schedule_continuation();
}

void IoLoop::schedule_continuation() {
  if (std::exchange(continuation_scheduled_, true)) return;
  asio::post(context_, [this] { continue_reading(); });
  poller_.yield();
}

/// A turn for those that had input left. Who gets none because others needed it all is the first next time.
void IoLoop::continue_reading() {
  thread_.assert_here();
  continuation_scheduled_ = false;
  in_turn_ = true;
  const std::vector<ConnId> waiting = std::exchange(unfinished_, {});
  auto next = waiting.begin();
  for (; next != waiting.end() && !(deflate_ && deflate_->worked_enough()); ++next) {
    Connection* const connection = connections_.find(*next);
    if (connection != nullptr && may_read(*next)) connection->resume_reading();
  }
  unfinished_.insert(unfinished_.begin(), next, waiting.end());
  if (!unfinished_.empty()) schedule_continuation();
  end_turn();
}

std::unique_ptr<WriteQueue> IoLoop::take_queue() {
  if (spare_queues_.empty()) return std::make_unique<WriteQueue>();
  auto queue = std::move(spare_queues_.back());
  spare_queues_.pop_back();
  return queue;
}

void IoLoop::give_back(std::unique_ptr<WriteQueue> queue) {
  if (spare_queues_.size() >= max_spare_queues) return;
  queue->recycle();
  spare_queues_.push_back(std::move(queue));
}

std::unique_ptr<HttpParser> IoLoop::take_parser() {
  if (spare_parsers_.empty()) return std::make_unique<HttpParser>(options_);
  auto parser = std::move(spare_parsers_.back());
  spare_parsers_.pop_back();
  return parser;
}

void IoLoop::give_back(std::unique_ptr<HttpParser> parser) {
  if (spare_parsers_.size() >= max_spare_parsers) return;
  parser->reset();
  spare_parsers_.push_back(std::move(parser));
}

void IoLoop::wake() {
  if (!own_context_) return run_commands();
  if (!poller_.interrupt()) asio::post(context_, [this] { run_commands(); });
}

/// In the midst of a wait for the sockets. On the hub's thread it is the hub that was given something to do.
bool IoLoop::on_interrupt() {
  if (!own_context_) return true;
  run_commands();
  return false;
}

void IoLoop::run_commands() {
  thread_.assert_here();
  const bool nested = std::exchange(in_turn_, true);
  commands_down_.drain(commands_);
  for (WireCommand& command : commands_) apply(command);
  commands_.clear();
  settle();
  if (!nested) finish_turn();
}

void IoLoop::apply(WireCommand& command) {
  Connection* const connection = connections_.find(command.connection);
  if (!command.rare) {
    if (connection != nullptr) connection->send(command.frame);
    for (const ConnId id : command.more) {
      if (Connection* const other = connections_.find(id)) other->send(command.frame);
    }
  } else if (connection != nullptr) {
    apply_to(*connection, *command.rare);
  } else {
    apply(*command.rare);
  }
}

/// What concerns the whole loop; a command for a connection that is gone concerns nobody.
void IoLoop::apply(RareCommand& command) {
  if (std::holds_alternative<ResumeCommand>(command)) {
    resume_reading();
  } else if (std::holds_alternative<StopAcceptingCommand>(command)) {
    acceptor_.stop();
  } else if (std::holds_alternative<ShutdownCommand>(command)) {
    begin_shutdown();
  } else if (auto* const tls = std::get_if<TlsCommand>(&command)) {
    use(std::move(tls->context));
  }
}

void IoLoop::apply_to(Connection& connection, RareCommand& command) {
  if (const auto* const respond = std::get_if<RespondCommand>(&command)) {
    connection.respond(respond->response);
  } else if (const auto* const accept = std::get_if<AcceptCommand>(&command)) {
    connection.accept(accept->headers);
  } else if (const auto* const close = std::get_if<CloseCommand>(&command)) {
    connection.close(close->code);
  } else if (std::holds_alternative<AbortCommand>(command)) {
    connection.abort();
  } else if (std::holds_alternative<ReportDrainedCommand>(command)) {
    connection.report_drained();
  }
}

void IoLoop::begin_shutdown() {
  stopping_ = true;
  acceptor_.stop();
  connections_.for_each([](Connection& connection) { connection.shut_down(); });
  shutdown_timer_ = timers().after(options_.close_timeout, [this] {
    connections_.for_each(
        [](Connection& connection) { connection.drop(std::make_error_code(std::errc::timed_out)); });
  });
}

void IoLoop::resume_reading() {
  lagging_ = false;
  for (const ConnId id : std::exchange(waiting_to_read_, {})) {
    if (Connection* const connection = connections_.find(id)) connection->resume_reading();
  }
}

void IoLoop::schedule_turn() {
  if (in_turn_ || std::exchange(turn_scheduled_, true)) return;
  asio::post(context_, [this] { end_turn(); });
  poller_.yield();
}

void IoLoop::on_ready(ConnId id, Readiness readiness) {
  in_turn_ = true;  // ends with the batch
  if (Connection* const connection = connections_.find(id)) connection->on_ready(readiness);
}

/// What the handlers of this turn reported goes up; without a thread of its own, the hub answers right here.
void IoLoop::end_turn() {
  thread_.assert_here();
  turn_scheduled_ = false;
  in_turn_ = true;
  push_events();
  settle();
  finish_turn();
  if (own_context_ && stopped_ && events_.empty()) own_context_->stop();
}

void IoLoop::push_events() {
  if (events_.empty()) return;
  const std::size_t count = events_.size();
  const bool was_empty = events_up_.push_all(events_);
  unread_events_ = (was_empty ? 0 : unread_events_) + count;
  unread_bytes_ = (was_empty ? 0 : unread_bytes_) + std::exchange(turn_bytes_, 0);
  if (!was_empty) return;
  if (own_context_) {
    hub_.wake();
  } else {
    hub_.turn();
  }
}

void IoLoop::settle() {
  outputs_.flush();
  graveyard_.clear();
  if (deflate_) deflate_->end_turn();
}

void IoLoop::finish_turn() {
  in_turn_ = false;
  if (stopping_ && !stopped_ && connections_.size() == 0) {
    stopped_ = true;
    shutdown_timer_.cancel();
    report({index_, 0, 0}, StoppedEvent{});
  }
  if (!events_.empty() || !outputs_.empty()) schedule_turn();
}

}  // namespace engineio::net
