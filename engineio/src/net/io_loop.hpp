// engineio/src/net/io_loop.hpp - one event loop with its own listening socket and its own connections.
//
// Events collect in the turn that made them and go up together; commands come down together, and what they
// queue on a connection leaves in one gather write. A loop with a thread of its own wakes the hub and is
// woken through posts; one without (io_threads = 0) shares the hub's io_context and does both by calls,
// through the same mailboxes.
// Thread: its own, except open(), port(), start(), join(), wake() and the mailboxes.
// Lifetime: owned by Network; outlives its connections.
#pragma once

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/counter.hpp"
#include "base/mailbox.hpp"
#include "base/paced_log.hpp"
#include "base/thread_check.hpp"
#include "engineio/network.hpp"
#include "net/acceptor.hpp"
#include "net/asio_timers.hpp"
#include "net/connection.hpp"
#include "net/connection_limits.hpp"
#include "net/connection_table.hpp"
#include "net/memory_return.hpp"
#include "net/outputs.hpp"
#include "net/poller.hpp"
#include "net/tcp_socket.hpp"
#include "net/tls_context.hpp"
#include "net/websocket_codec.hpp"
#include "net/wire_message.hpp"
#include "net/write_queue.hpp"

namespace engineio::net {

class ContextBudget;
class HttpParser;
class Hub;
class SharedDeflate;

class IoLoop {
 public:
  /// `limits` and `contexts` are for all loops together.
  IoLoop(std::uint16_t index, const NetworkOptions& options, Hub& hub, bool own_thread,
         ConnectionLimits& limits, ContextBudget& contexts);
  ~IoLoop();
  IoLoop(const IoLoop&) = delete;
  IoLoop& operator=(const IoLoop&) = delete;

  /// Binds and listens; `share_port` lets other loops bind the same one.
  std::error_code open(const asio::ip::tcp::endpoint& endpoint, bool share_port);
  std::uint16_t port() const { return acceptor_.port(); }
  /// New connections speak TLS with it. Thread: its own, or before start().
  void use(TlsContext tls) { tls_ = std::move(tls); }
  /// Starts to accept, on its own thread if it has one.
  void start();
  /// Ends the thread and destroys what is left of the connections. Thread: hub.
  void join();

  /// Events for the hub, and commands from it. Thread: any.
  base::Mailbox<WireEvent>& events() { return events_up_; }
  base::Mailbox<WireCommand>& commands() { return commands_down_; }
  /// Thread: hub, before join().
  LoopStatistics statistics();
  /// Commands wait. Thread: hub.
  void wake();

  /// What the loop and its connections count.
  struct Counts {
    base::Counter accepted;
    base::Counter overrun;
    base::Counter bytes_received;
    base::Counter bytes_sent;
  };

  // For connections.
  Counts& counts() { return counts_; }
  const NetworkOptions& options() const { return options_; }
  AsioTimers& timers();
  Poller& poller() { return poller_; }
  Connection* find(ConnId id) const { return connections_.find(id); }
  void report(ConnId id, Frame frame);
  void report(ConnId id, RareEvent what);
  /// For what is to be written; call schedule_turn() behind it.
  Outputs& outputs() { return outputs_; }
  void schedule_turn();
  /// Forgets the id at once and destroys the connection at the end of the turn.
  void bury(ConnId id);
  bool stopping() const { return stopping_; }
  /// False while the hub is behind: `id` must not read now, and resume_reading() will be called.
  bool may_read(ConnId id);
  /// resume_reading() will be called in a turn behind this one.
  void continue_later(ConnId id);
  /// Null without NetworkOptions::per_message_deflate.
  SharedDeflate* deflate() { return deflate_.get(); }
  /// Where reads go. Valid until the next read of any connection.
  std::span<char> read_buffer() { return {read_buffer_.get(), read_buffer_bytes}; }
  std::vector<WebsocketInput>& inputs() { return inputs_; }
  std::unique_ptr<WriteQueue> take_queue();
  void give_back(std::unique_ptr<WriteQueue> queue);
  /// Ready for a request.
  std::unique_ptr<HttpParser> take_parser();
  void give_back(std::unique_ptr<HttpParser> parser);

 private:
  static constexpr std::size_t read_buffer_bytes = 64 * 1024;

  void run();
  void begin();
  void destroy_connections();
  void adopt(TcpSocket socket, const asio::ip::tcp::endpoint& peer);
  void log_refusal(ConnectionLimits::Verdict verdict, std::string_view peer);
  void run_commands();
  bool on_interrupt();
  void apply(WireCommand& command);
  void apply(RareCommand& command);
  static void apply_to(Connection& connection, RareCommand& command);
  void count(std::size_t bytes);
  void begin_shutdown();
  void on_ready(ConnId id, Readiness readiness);
  void end_turn();
  void push_events();
  void settle();
  void finish_turn();
  void resume_reading();
  void schedule_continuation();
  void continue_reading();

  const std::uint16_t index_;
  const NetworkOptions& options_;
  Hub& hub_;
  ConnectionLimits& limits_;
  std::optional<asio::io_context> own_context_;
  std::optional<AsioTimers> own_timers_;
  asio::io_context& context_;
  std::thread os_thread_;
  base::ThreadCheck thread_;

  std::unique_ptr<SharedDeflate> deflate_;
  TlsContext tls_;
  Acceptor acceptor_;
  Poller poller_;
  ConnectionTable<Connection> connections_;
  std::vector<ConnectionLimits::Share> shares_;  // of connections that are counted by address, by slot
  base::PacedLog refusal_log_;
  std::vector<std::unique_ptr<Connection>> graveyard_;
  Outputs outputs_{connections_};
  std::vector<ConnId> waiting_to_read_;
  std::vector<ConnId> unfinished_;  // have input for later turns, in the order in which they get them

  base::Mailbox<WireEvent> events_up_;
  base::Mailbox<WireCommand> commands_down_;
  std::vector<WireEvent> events_;      // of this turn
  std::vector<WireCommand> commands_;  // of this batch
  std::size_t unread_events_ = 0;      // pushed since the mailbox was last found empty
  std::size_t unread_bytes_ = 0;       // of them
  std::size_t turn_bytes_ = 0;         // in events_

  Counts counts_;
  std::unique_ptr<char[]> read_buffer_;
  std::vector<WebsocketInput> inputs_;
  std::vector<std::unique_ptr<WriteQueue>> spare_queues_;
  std::vector<std::unique_ptr<HttpParser>> spare_parsers_;
  base::Timer shutdown_timer_;
  MemoryReturn memory_{return_freed_memory};
  bool turn_scheduled_ = false;
  bool continuation_scheduled_ = false;
  bool in_turn_ = false;
  bool lagging_ = false;
  bool stopping_ = false;
  bool stopped_ = false;
};

}  // namespace engineio::net
