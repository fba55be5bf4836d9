#include "service.hpp"

#include <csignal>
#include <string>

#include "base/log.hpp"
#include "configuration.hpp"
#include "engineio/network.hpp"
#include "engineio/server.hpp"
#include "http_routes.hpp"
#include "open_files.hpp"
#include "router.hpp"
#include "socketio/server.hpp"
#include "watchroom/app.hpp"

namespace roomd {
namespace {

namespace log = base::log;
using namespace std::chrono_literals;

/// What the clients in use expect of a watch-room server.
constexpr auto ping_interval = 25s;
constexpr auto ping_timeout = 60s;
/// Bounds the goodbye to slow peers, so that a stop takes less than two seconds.
constexpr auto close_timeout = 1s;

engineio::NetworkOptions network_options(const Settings& settings) {
  engineio::NetworkOptions options = settings.network;
  options.close_timeout = close_timeout;
  options.max_body_bytes = options.max_message_bytes;
  return options;
}

engineio::CorsOptions cors_options(const Settings& settings) {
  engineio::CorsOptions cors = engineio::CorsOptions::list(settings.allowed_origins);
  cors.credentials = true;
  return cors;
}

socketio::Options server_options(const Settings& settings) {
  socketio::Options options;
  options.path = "/socket.io";
  options.ping_interval = ping_interval;
  options.ping_timeout = ping_timeout;
  options.max_http_buffer_size = settings.network.max_message_bytes;
  options.cors = cors_options(settings);
  options.cors.methods = "GET,POST";
  return options;
}

std::string address(const std::string& host, std::uint16_t port) {
  const bool ipv6 = host.find(':') != std::string::npos;
  return (ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

class Service {
 public:
  Service(const Settings& settings, std::string_view version)
      : settings_(settings),
        version_(version),
        network_(network_options(settings)),
        server_(server_options(settings), network_.timers(), network_.wire()),
        rooms_(server_, network_.timers(), settings.room),
        router_(cors_options(settings)) {
    add_root_route(router_, version);
    add_health_route(router_, network_.timers());
    add_stats_route(router_, settings.room.auth_key, [this] { return rooms_.stats(); });
    server_.engine().on_http([this](const engineio::HttpRequest& request, engineio::HttpReply reply) {
      reply(router_.answer(request));
    });
  }

  int run() {
    if (const std::error_code error = network_.listen(server_.listener())) {
      log::error("cannot listen on ", address(settings_.network.host, settings_.network.port), ": ",
                 error.message());
      return 1;
    }
    network_.on_signals({SIGTERM, SIGINT}, [this](int signal) { stop(signal); });
    log_start();
    network_.run();
    log::info("stopped");
    return 0;
  }

 private:
  void log_start() const {
    log::info("roomd ", version_, " listening on ", address(settings_.network.host, network_.port()));
    std::string options = config_text(settings_);
    for (char& c : options) c = c == '\n' ? ' ' : c;
    log::info("with ", options, "and up to ", raise_open_file_limit(), " open files");
  }

  void stop(int signal) {
    log::info("signal ", signal, ": stopping");
    // From here on the hub has only seconds to live; whoever asks twice wants it gone.
    std::signal(SIGTERM, SIG_DFL);
    std::signal(SIGINT, SIG_DFL);
    network_.stop_accepting();
    server_.close();
    network_.stop();
  }

  const Settings& settings_;
  const std::string_view version_;
  engineio::Network network_;
  socketio::Server server_;
  watchroom::App rooms_;
  Router router_;
};

}  // namespace

int run_service(const Settings& settings, std::string_view version) {
  log::set_level(settings.log_level);
  return Service(settings, version).run();
}

}  // namespace roomd
