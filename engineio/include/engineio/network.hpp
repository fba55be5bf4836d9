// engineio/network.hpp - real sockets: one hub thread, N I/O loops, HTTP/1.1 and WebSocket.
//
// The hub runs all protocol state and every callback. Each loop is a thread with its own listening socket
// (SO_REUSEPORT) and its own connections; with io_threads = 0 the one loop runs on the hub thread, through
// the same mailboxes. See docs/threading.md.
//
// HTTP: RFC 9112 with keep-alive, pipelining, chunked request bodies; malformed, slow or oversized heads are
// answered here (400, 408, 414, 431, 501, 505) and never reach the listener. A body that is too large does,
// as HttpRequest::body_too_large. A peer that finished sending but still reads gets its answers.
// TLS when NetworkOptions::tls is set (tls.hpp).
// WebSocket: RFC 6455, and RFC 7692 when NetworkOptions::per_message_deflate is set.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/ip_address.hpp"
#include "base/timers.hpp"
#include "engineio/per_message_deflate.hpp"
#include "engineio/statistics.hpp"
#include "engineio/tls.hpp"
#include "engineio/wire.hpp"

namespace engineio {

/// Where to listen, how many threads, and the bounds of every connection.
struct NetworkOptions {
  std::string host = "0.0.0.0";  ///< address to bind; "::" also accepts IPv4 (dual stack)
  std::uint16_t port = 0;        ///< 0: the system chooses, see Network::port()
  int io_threads = 0;            ///< 0 to 64
  int backlog = 4096;            ///< connections that the kernel may hold until they are accepted
  /// While messages come often but few at a time, a loop looks at its sockets no more than once in this time:
  /// being woken for each of them costs more than they do. It delays by at most this, neither a message after
  /// a pause nor a client that waits for its answer. Up to 100 ms; zero: never wait.
  std::chrono::milliseconds batch_interval{0};

  std::size_t max_target_bytes = 8 * 1024;    ///< longer: 414
  std::size_t max_header_bytes = 16 * 1024;   ///< request line and headers; longer: 431
  std::size_t max_headers = 100;              ///< more: 431
  std::size_t max_body_bytes = 1'000'000;     ///< longer: reported with body_too_large
  std::size_t max_message_bytes = 1'000'000;  ///< longer WebSocket message: close 1009
  std::size_t max_fragments = 1'024;          ///< more fragments in one message: close 1009

  /// Every connection speaks TLS; nothing: plain TCP.
  std::optional<TlsOptions> tls = std::nullopt;

  /// Compresses WebSocket messages for clients that offer it; nothing: never.
  std::optional<PerMessageDeflateOptions> per_message_deflate = std::nullopt;

  /// From accept to the first byte (behind a TLS handshake), and from the first byte to the end of the
  /// headers; then 408, or without an answer where the handshake is not over.
  std::chrono::milliseconds header_timeout{10'000};
  /// Longest pause inside a body; then 408.
  std::chrono::milliseconds body_timeout{30'000};
  /// Idle between two requests, or without progress in a response; then closed.
  std::chrono::milliseconds keep_alive_timeout{65'000};
  /// Closing handshake, and last flush.
  std::chrono::milliseconds close_timeout{2'000};

  std::size_t max_queued_bytes = 16 * 1024 * 1024;  ///< one connection's write queue; above it: dropped
  /// What the kernel takes of one connection's output before it could send it (TCP_NOTSENT_LOWAT). Above it
  /// output waits in the write queue, where it is counted: a peer that reads slowly is known at once, and not
  /// after the megabytes that a send buffer grows to. Zero: whatever the system takes.
  std::size_t max_unsent_bytes = 0;
  std::size_t max_connections = 100'000;  ///< more are closed at once
  /// Connections of one TCP peer (of one /64 network, for IPv6); more are closed at once. A bound on who
  /// holds sockets and says nothing, so above what its sessions need. Zero: as many as there are.
  std::size_t max_connections_per_address = 0;
  /// Peers that max_connections_per_address does not count: proxies, which connect for many.
  std::vector<base::IpNetwork> unlimited_networks = {};

  /// A moment after most of many connections have ended, freed memory goes back to the system (glibc only).
  bool return_memory = true;
};

/// Connections that were closed when they were accepted, since the start.
struct RefusedConnections {
  std::uint64_t too_many = 0;             ///< NetworkOptions::max_connections were open
  std::uint64_t too_many_of_address = 0;  ///< NetworkOptions::max_connections_per_address of its peer were
};

/// Owns the threads and the sockets. Build it, give its timers() and wire() to a Server, then listen() and
/// run(). For a program that has an Asio event loop already there is AsioNetwork (asio_network.hpp).
///
/// Thread: everything on the thread that calls run(), except post() and stop().
class Network {
 public:
  /// Reads the files of NetworkOptions::tls. Throws std::invalid_argument for options out of range, and for
  /// a certificate or a key that cannot be used: one line that says which and why.
  explicit Network(NetworkOptions options);
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  /// The clock of the hub. As long as the network.
  base::Timers& timers();
  /// What a Server sends through. As long as the network.
  Wire& wire();

  /// Binds and starts to accept; events arrive at `listener` once run() is called. The listener must
  /// outlive run(). Call once. @return address in use, no such host, ...
  [[nodiscard]] std::error_code listen(WireListener& listener);
  /// The bound port, after listen().
  std::uint16_t port() const;

  /// Reads the files of NetworkOptions::tls again: connections that are accepted behind this turn (of their
  /// loop, with io_threads) get the new certificate, the others go on with the one that they have. A pair
  /// that cannot be used changes nothing. Thread: hub. @return what is wrong, one line without secrets; ""
  /// when the new pair is in use.
  [[nodiscard]] std::string reload_tls();
  /// What new connections are shown; nothing without TLS. Thread: hub.
  std::optional<TlsCertificate> tls_certificate() const;

  /// Calls `handler(signal_number)` on the hub for each of these signals, instead of their default action.
  void on_signals(std::initializer_list<int> signals, std::function<void(int)> handler);
  /// Runs the hub on this thread until stop() has finished.
  void run();
  /// Stops accepting at once. Idempotent. Thread: hub.
  void stop_accepting();
  /// Stops accepting, closes every connection after what is queued was written (WebSockets with 1001; all
  /// within NetworkOptions::close_timeout), joins the loops, and lets run() return. Before run(): run()
  /// returns at once. Idempotent. Thread: any.
  void stop();
  /// Runs `work` on the hub, in a later turn. Thread: any.
  void post(std::function<void()> work);

  /// Connections open now, for statistics. Thread: hub.
  std::size_t connections() const;
  /// What the network counted so far. Takes longer with more connections, a few nanoseconds each. Thread:
  /// hub.
  NetworkStatistics statistics() const;
  /// What was refused so far. Thread: any.
  RefusedConnections refused_connections() const;

 protected:
  struct Core;
  /// For AsioNetwork.
  Network(std::in_place_t, std::unique_ptr<Core> core);

  /// Its loops, threads and sockets.
  std::unique_ptr<Core> core_;
};

}  // namespace engineio
