#include "socketio/server.hpp"

#include <csignal>
#include <stdexcept>

#include "base/log.hpp"
#include "client.hpp"
#include "client_files.hpp"
#include "json_scan.hpp"
#include "name_pattern.hpp"
#include "namespace_table.hpp"
#include "recovery/event_log.hpp"

namespace socketio {
namespace {

engineio::NetworkOptions network_options(const Options& options) {
  engineio::NetworkOptions network = options.network;
  network.host = options.host;
  network.port = options.port;
  network.io_threads = options.io_threads;
  network.max_body_bytes = options.max_http_buffer_size;
  network.max_message_bytes = options.max_http_buffer_size;
  return network;
}

engineio::Options engine_options(const Options& options) {
  engineio::Options engine = options.engine;
  engine.path = options.path;
  engine.ping_interval = options.ping_interval;
  engine.ping_timeout = options.ping_timeout;
  engine.upgrade_timeout = options.upgrade_timeout;
  engine.max_http_buffer_size = options.max_http_buffer_size;
  engine.cors = options.cors;
  return engine;
}

void validate(const ConnectionStateRecovery& recovery) {
  const auto require = [](bool good, const char* problem) {
    if (!good) throw std::invalid_argument(std::string("socketio::ConnectionStateRecovery: ") + problem);
  };
  require(recovery.max_disconnection_duration > std::chrono::milliseconds::zero(),
          "max_disconnection_duration must be positive");
  require(recovery.max_log_bytes > 0, "max_log_bytes must be positive");
  require(recovery.max_room_events > 0, "max_room_events must be positive");
  require(recovery.max_room_bytes > 0, "max_room_bytes must be positive");
  require(recovery.max_total_log_bytes >= recovery.max_log_bytes,
          "max_total_log_bytes must be at least max_log_bytes");
  require(recovery.max_sessions > 0, "max_sessions must be positive");
  require(recovery.max_session_bytes > 0, "max_session_bytes must be positive");
}

void validate(const Options& options) {
  if (options.connect_timeout <= std::chrono::milliseconds::zero()) {
    throw std::invalid_argument("socketio::Options: connect_timeout must be positive");
  }
  if (options.attachments_timeout <= std::chrono::milliseconds::zero()) {
    throw std::invalid_argument("socketio::Options: attachments_timeout must be positive");
  }
  if (options.max_json_depth == 0 || options.max_json_depth > 1'000) {
    throw std::invalid_argument("socketio::Options: max_json_depth must be 1 to 1000");
  }
  if (options.connection_state_recovery) validate(*options.connection_state_recovery);
}

std::unique_ptr<Parser> make_parser(const Options& options) {
  const DecoderLimits limits{options.max_attachments, options.max_attachment_bytes, options.max_json_depth};
  auto parser = options.parser ? options.parser(limits) : make_json_parser(limits);
  if (!parser) throw std::invalid_argument("socketio::Options: parser made none");
  return parser;
}

}  // namespace

struct Server::Core {
  explicit Core(Options options_in) : options(std::move(options_in)) {
    if (const auto& recovery = options.connection_state_recovery) {
      log_budget.max_bytes = recovery->max_total_log_bytes;
    }
  }

  Options options;
  std::unique_ptr<Parser> parser;
  std::unique_ptr<engineio::Network> network;
  LogBudget log_budget;
  base::Timers* timers = nullptr;
  std::unique_ptr<engineio::Server> engine;
  bool listening = false;
};

Server::Server(Options options) : core_(std::make_unique<Core>(std::move(options))) {
  validate(core_->options);
  core_->network = std::make_unique<engineio::Network>(network_options(core_->options));
  start(core_->network->timers(), core_->network->wire());
}

Server::Server(Options options, base::Timers& timers, engineio::Wire& wire)
    : core_(std::make_unique<Core>(std::move(options))) {
  validate(core_->options);
  start(timers, wire);
}

void Server::start(base::Timers& timers, engineio::Wire& wire) {
  core_->timers = &timers;
  core_->parser = make_parser(core_->options);
  core_->engine = std::make_unique<engineio::Server>(
      engine_options(core_->options), timers, wire,
      [this](engineio::Session& session) { return std::make_unique<Client>(*this, session); });
  for (NamedFile& client : client_files(core_->options)) {
    core_->engine->serve_file(std::move(client.name), std::move(client.file));
  }
  namespaces_ = std::make_unique<NamespaceTable>(*this);
  root_ = &of("/");
}

Server::~Server() {
  // Sessions go first: their clients let go of sockets, which live in the namespaces.
  if (core_->engine) core_->engine.reset();
  namespaces_.reset();
}

engineio::WireListener& Server::listener() { return core_->engine->listener(); }

std::error_code Server::listen() {
  if (!core_->network) throw std::logic_error("socketio::Server::listen: the network is somebody else's");
  if (core_->listening) return {};
  const std::error_code error = core_->network->listen(listener());
  core_->listening = !error;
  return error;
}

std::uint16_t Server::port() const { return core_->network ? core_->network->port() : std::uint16_t{0}; }

int Server::run() {
  if (const std::error_code error = listen()) {
    base::log::error("cannot listen on ", core_->options.host, ":", core_->options.port, ": ",
                     error.message());
    return 1;
  }
  core_->network->on_signals({SIGINT, SIGTERM}, [this](int) {
    core_->network->stop_accepting();
    close();
    core_->network->stop();
  });
  core_->network->run();
  return 0;
}

void Server::stop() {
  if (!core_->network) return;
  core_->network->post([this] {
    core_->network->stop_accepting();
    close();
    core_->network->stop();
  });
}

void Server::post(std::function<void()> work) {
  if (!core_->network) throw std::logic_error("socketio::Server::post: the network is somebody else's");
  core_->network->post(std::move(work));
}

void Server::drain(std::chrono::milliseconds duration, std::function<void()> on_drained) {
  core_->engine->drain(duration, std::move(on_drained));
}

void Server::close() {
  core_->engine->stop_accepting();
  namespaces_->for_each([](Namespace& nsp) { nsp.shut_down(); });
  core_->engine->close();
  namespaces_->for_each([](Namespace& nsp) { nsp.close_adapter(); });
}

Namespace& Server::of(std::string_view name) {
  std::string full;
  if (!name.starts_with('/')) full.push_back('/');
  full.append(name);
  if (full.find(',') != std::string::npos)
    throw std::invalid_argument("socketio: a namespace has no ',' in its name");
  return namespaces_->of(full);
}

Namespace* Server::find(std::string_view name) const { return namespaces_->find(name); }

ParentNamespace& Server::of_matching(std::string_view pattern) {
  return namespaces_->add_parent(std::make_unique<NamePattern>(pattern), nullptr);
}

ParentNamespace& Server::of_matching(NamespacePredicate predicate) {
  return namespaces_->add_parent(nullptr, std::move(predicate));
}

std::uint64_t Server::on_new_namespace(std::function<void(Namespace&)> listener) {
  return namespaces_->add_listener(std::move(listener));
}

void Server::off_new_namespace(std::uint64_t token) { namespaces_->remove_listener(token); }

void Server::retire(Namespace& child) { namespaces_->retire(child); }

Parser& Server::parser() { return *core_->parser; }
engineio::Server& Server::engine() { return *core_->engine; }
engineio::Network* Server::network() { return core_->network.get(); }
base::Timers& Server::timers() { return *core_->timers; }
LogBudget& Server::log_budget() { return core_->log_budget; }
const Options& Server::options() const { return core_->options; }

}  // namespace socketio
