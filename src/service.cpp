#include "service.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>

#include "base/log.hpp"
#include "certificate.hpp"
#include "engineio/network.hpp"
#include "http_routes.hpp"
#include "layer_options.hpp"
#include "metrics/busy_ratio.hpp"
#include "metrics/metrics.hpp"
#include "metrics/rows.hpp"
#include "open_files.hpp"
#include "pages.hpp"
#include "persistence.hpp"
#include "refusal_log.hpp"
#include "router.hpp"
#include "socketio/server.hpp"
#include "start_report.hpp"
#include "stop.hpp"
#include "watch_rooms.hpp"
#include "workers.hpp"

namespace roomd {
namespace {

/// What opens /stats and /metrics. The operator's own key always does.
std::vector<std::string> reader_keys(const Settings& settings) {
  std::vector<std::string> keys = settings.room.auth_keys;
  if (!settings.stats_key.empty()) keys = {settings.stats_key};
  if (!settings.admin_key.empty()) keys.push_back(settings.admin_key);
  return keys;
}

/// Who stops a server does not wait for ever: container tools kill after ten seconds.
constexpr std::chrono::seconds last_write_timeout{5};

class Service {
 public:
  Service(const Settings& settings, std::string_view version, storage::RecordStore* store)
      : settings_(settings),
        version_(version),
        network_(network_options(settings)),
        server_(server_options(settings), network_.timers(), network_.wire()),
        router_(cors_options(settings)),
        rooms_(settings, server_, workers_, store),
        refusal_log_(settings, network_.timers()) {
    add_routes();
    add_metrics();
    server_.engine().on_connection_error(
        [this](const engineio::ConnectionError& error) { refusal_log_.on_connection_error(error); });
    server_.engine().on_http([this](const engineio::HttpRequest& request, engineio::HttpReply reply) {
      reply(router_.answer(request));
    });
  }

  int run() {
    if (!rooms_.restore()) return 1;
    const std::uint64_t open_file_limit = raise_open_file_limit();
    if (const std::error_code error = network_.listen(server_.listener())) {
      base::log::error("cannot listen on ", address_text(settings_.network.host, settings_.network.port),
                       ": ", error.message());
      return 1;
    }
    stop_.on_signals();
    network_.on_signals({SIGHUP}, [this](int) { reload_certificate(network_); });
    report_start(settings_, version_, network_.port(), open_file_limit);
    log_certificate(network_);
    network_.run();
    rooms_.close();
    if (!workers_.writing.finish(last_write_timeout)) give_up();
    base::log::info("stopped");
    return 0;
  }

 private:
  /// The disk hangs, and the thread that waits for it cannot be told to stop.
  [[noreturn]] static void give_up() {
    base::log::error("the disk does not answer: what was changed last is lost");
    std::_Exit(EXIT_FAILURE);
  }

  void add_routes() {
    add_root_route(router_, version_);
    add_health_route(router_, network_.timers(), [this] { return health(); });
    const Allowed reader = bearer(reader_keys(settings_));
    rooms_.add_routes(router_, reader);
    if (settings_.demo) add_demo_page(router_);
    add_status_page(router_);
    if (settings_.metrics != MetricsAccess::off) {
      const bool open = settings_.metrics == MetricsAccess::open;
      add_metrics_route(router_, open ? anybody() : reader, [this] { return metrics_.text(); });
    }
    if (!settings_.admin_key.empty()) {
      add_drain_route(router_, bearer({settings_.admin_key}), [this] { stop_.begin("POST /admin/drain"); });
    }
  }

  void add_metrics() {
    metrics_.add([this](MetricsPage& page) {
      const engineio::NetworkStatistics network = network_.statistics();
      add_server_rows(page, facts(network.hub_cpu_seconds));
      add_process_rows(page, process_statistics());
      add_certificate_row(page, network_.tls_certificate());
      add_network_rows(page, network);
      add_session_rows(page, server_.engine().statistics());
      add_refusal_rows(page, server_.engine().statistics().refusals, network_.refused_connections());
    });
    metrics_.add([this](MetricsPage& page) { rooms_.add_rows(page); });
  }

  Health health() const {
    const watchroom::Totals totals = rooms_.totals();
    return {.version = version_,
            .draining = stop_.begun(),
            .connections = network_.connections(),
            .rooms = totals.rooms,
            .members = totals.members};
  }

  ServerFacts facts(double hub_cpu_seconds) {
    const auto now = network_.timers().now();
    return {.version = version_,
            .draining = stop_.begun(),
            .uptime_seconds = std::chrono::duration<double>(now - start_).count(),
            .hub_busy_ratio = hub_busy_.at(now, hub_cpu_seconds),
            .sockets = server_.sockets().size()};
  }

  const Settings& settings_;
  const std::string_view version_;
  engineio::Network network_;
  Workers workers_{network_};
  socketio::Server server_;
  const base::Timers::Clock::time_point start_ = network_.timers().now();
  BusyRatio hub_busy_{start_};
  Stop stop_{network_, server_, settings_.drain};
  Metrics metrics_;
  Router router_;
  WatchRooms rooms_;
  RefusalLog refusal_log_;
};

}  // namespace

int run_service(const Settings& settings, std::string_view version) {
  base::log::set_format(settings.log_format);
  base::log::set_level(settings.log_level);
  const Persistence persistence(settings);
  if (persistence.failed) return 1;
  return Service(settings, version, persistence.store.get()).run();
}

}  // namespace roomd
