#include "engineio/network.hpp"

#include <pthread.h>
#include <unistd.h>

#include <asio/ip/tcp.hpp>
#include <asio/post.hpp>
#include <atomic>
#include <stdexcept>
#include <utility>

#include "engineio/asio_network.hpp"
#include "net/asio_wire.hpp"
#include "net/connection.hpp"
#include "net/connection_limits.hpp"
#include "net/context_budget.hpp"
#include "net/http_channel.hpp"
#include "net/hub.hpp"
#include "net/io_loop.hpp"
#include "net/message_deflate.hpp"
#include "net/tls_context.hpp"
#include "net/websocket_channel.hpp"

namespace engineio {
namespace {

using asio::ip::tcp;

constexpr int max_io_threads = 64;
constexpr std::chrono::milliseconds max_batch_interval{100};

void require(bool condition, const char* text) {
  if (!condition) throw std::invalid_argument(text);
}

void check(const PerMessageDeflateOptions& options) {
  const auto within = [](int value, int low, int high) { return value >= low && value <= high; };
  require(within(options.server_max_window_bits, 9, 15),
          "per_message_deflate.server_max_window_bits must be 9 to 15");
  require(within(options.client_max_window_bits, 9, 15),
          "per_message_deflate.client_max_window_bits must be 9 to 15");
  require(within(options.level, 0, 9), "per_message_deflate.level must be 0 to 9");
  require(within(options.mem_level, 1, 9), "per_message_deflate.mem_level must be 1 to 9");
}

void check(const NetworkOptions& options) {
  require(options.io_threads >= 0 && options.io_threads <= max_io_threads, "io_threads must be 0 to 64");
  require(options.backlog > 0, "backlog must be positive");
  require(!options.host.empty(), "host must not be empty");
  require(options.max_target_bytes > 0 && options.max_header_bytes > 0 && options.max_headers > 0,
          "header limits must be positive");
  require(options.max_body_bytes > 0 && options.max_message_bytes > 0 && options.max_fragments > 0,
          "body and message limits must be positive");
  require(options.header_timeout.count() > 0 && options.body_timeout.count() > 0 &&
              options.keep_alive_timeout.count() > 0 && options.close_timeout.count() > 0,
          "timeouts must be positive");
  require(options.batch_interval.count() >= 0 && options.batch_interval <= max_batch_interval,
          "batch_interval must be 0 to 100 ms");
  require(options.max_queued_bytes > 0 && options.max_connections > 0, "connection limits must be positive");
  if (options.per_message_deflate) check(*options.per_message_deflate);
}

/// @return no context without options. Throws std::invalid_argument when there is none with them.
net::TlsContext tls_context(const NetworkOptions& options) {
  if (!options.tls) return {};
  net::TlsContext::Loaded loaded = net::TlsContext::load(*options.tls);
  if (!loaded.context) throw std::invalid_argument(loaded.error);
  return std::move(loaded.context);
}

/// The process is known by the name of its first thread, so that one keeps its name.
void name_this_thread(const char* name) {
  if (::gettid() != ::getpid()) ::pthread_setname_np(::pthread_self(), name);
}

/// A shared port (SO_REUSEPORT) is free to everybody who shares it: only a socket that does not notices
/// that another server has it.
std::error_code check_unused(const tcp::endpoint& endpoint) {
  asio::io_context context(1);
  net::Acceptor probe(context, nullptr);
  return probe.open(endpoint, false, 1);
}

}  // namespace

struct Network::Core {
  explicit Core(NetworkOptions given, asio::io_context* context = nullptr)
      : options(std::move(given)),
        tls(tls_context(options)),
        hub([this] { deliver_events(); }, [this] { wire.flush(); }, context) {
    if (context != nullptr) wire.on_first_command([this] { hub.wake_unless_in_turn(); });
  }

  std::error_code listen(WireListener& listener);
  std::error_code open(tcp::endpoint endpoint);
  void run();
  void deliver_events();
  std::string reload_tls();
  void begin_stop();
  void finish_stop();

  const NetworkOptions options;
  net::TlsContext tls;
  net::ConnectionLimits limits{options};
  net::ContextBudget contexts{options.per_message_deflate ? options.per_message_deflate->max_context_bytes
                                                          : 0};
  net::AsioWire wire;
  net::Hub hub;
  std::vector<std::unique_ptr<net::IoLoop>> loops;
  std::atomic<bool> stop_requested{false};
  std::function<void()> on_stopped;
};

std::error_code Network::Core::listen(WireListener& listener) {
  wire.set_listener(listener);
  std::error_code error;
  tcp::resolver resolver(hub.context());
  const auto found = resolver.resolve(options.host, std::to_string(options.port),
                                      tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error) return error;
  const int count = options.io_threads == 0 ? 1 : options.io_threads;
  for (int index = 0; index < count; ++index) {
    loops.push_back(std::make_unique<net::IoLoop>(static_cast<std::uint16_t>(index), options, hub,
                                                  options.io_threads > 0, limits, contexts));
    loops.back()->use(tls);
    wire.add_loop(*loops.back());
  }
  return open(found.begin()->endpoint());
}

std::error_code Network::Core::open(tcp::endpoint endpoint) {
  const bool share_port = loops.size() > 1;
  if (share_port && endpoint.port() != 0) {
    if (const std::error_code error = check_unused(endpoint)) return error;
  }
  for (const auto& loop : loops) {
    if (const std::error_code error = loop->open(endpoint, share_port)) return error;
    endpoint.port(loop->port());
  }
  return {};
}

void Network::Core::run() {
  name_this_thread("hub");
  for (const auto& loop : loops) loop->start();
  hub.run();
  for (const auto& loop : loops) loop->join();
}

void Network::Core::deliver_events() {
  wire.deliver_events();
  if (wire.stopped()) finish_stop();
}

std::string Network::Core::reload_tls() {
  if (!options.tls) return "tls: not in use";
  net::TlsContext::Loaded loaded = net::TlsContext::load(*options.tls);
  if (!loaded.context) return std::move(loaded.error);
  tls = std::move(loaded.context);
  wire.use(tls);
  return {};
}

void Network::Core::begin_stop() {
  if (loops.empty()) return finish_stop();
  wire.shut_down();
}

/// On a borrowed context nothing follows run(), so what run() does behind the hub is done here, and not
/// before the turn that is on the stack is over.
void Network::Core::finish_stop() {
  if (!hub.borrows_context()) return hub.quit();
  asio::post(hub.context(), [this] {
    for (const auto& loop : loops) loop->join();
    hub.quit();
    if (on_stopped) on_stopped();
  });
}

Network::Network(NetworkOptions options) {
  check(options);
  core_ = std::make_unique<Core>(std::move(options));
}

Network::Network(std::in_place_t, std::unique_ptr<Core> core) : core_(std::move(core)) {}
Network::~Network() = default;

base::Timers& Network::timers() { return core_->hub.timers(); }
Wire& Network::wire() { return core_->wire; }

std::error_code Network::listen(WireListener& listener) { return core_->listen(listener); }
std::uint16_t Network::port() const {
  return core_->loops.empty() ? std::uint16_t{0} : core_->loops.front()->port();
}

std::string Network::reload_tls() { return core_->reload_tls(); }
std::optional<TlsCertificate> Network::tls_certificate() const {
  return core_->tls ? std::optional(core_->tls.certificate()) : std::nullopt;
}

void Network::on_signals(std::initializer_list<int> signals, std::function<void(int)> handler) {
  core_->hub.on_signals(signals, std::move(handler));
}

void Network::run() { core_->run(); }
void Network::stop_accepting() { core_->wire.stop_accepting(); }

void Network::stop() {
  if (core_->stop_requested.exchange(true)) return;
  core_->hub.post([core = core_.get()] { core->begin_stop(); });
}

void Network::post(std::function<void()> work) { core_->hub.post(std::move(work)); }

std::size_t Network::connections() const { return core_->limits.open(); }
RefusedConnections Network::refused_connections() const { return core_->limits.refused(); }

NetworkStatistics Network::statistics() const {
  NetworkStatistics statistics;
  statistics.connections = connections();
  core_->wire.add_to(statistics);
  core_->hub.add_to(statistics);
  for (const auto& loop : core_->loops) statistics.loops.push_back(loop->statistics());
  return statistics;
}

AsioNetwork::AsioNetwork(asio::io_context& context, NetworkOptions options, int asio_version)
    : Network(std::in_place, nullptr) {
  if (asio_version != ASIO_VERSION) throw std::logic_error("AsioNetwork: the library has another Asio");
  check(options);
  require(options.io_threads > 0 || options.batch_interval.count() == 0,
          "batch_interval must be 0 where the loop is the program's");
  core_ = std::make_unique<Core>(std::move(options), &context);
}

AsioNetwork::~AsioNetwork() = default;

std::error_code AsioNetwork::listen(WireListener& listener) {
  if (const std::error_code error = core_->listen(listener)) return error;
  asio::post(core_->hub.context(), [core = core_.get()] {
    for (const auto& loop : core->loops) loop->start();
  });
  return {};
}

void AsioNetwork::on_stopped(std::function<void()> listener) { core_->on_stopped = std::move(listener); }

}  // namespace engineio
