#include "service.hpp"

#include "base/log.hpp"
#include "engineio/network.hpp"
#include "http_routes.hpp"
#include "layer_options.hpp"
#include "open_files.hpp"
#include "router.hpp"
#include "socketio/server.hpp"
#include "start_report.hpp"
#include "stop.hpp"
#include "watch_rooms.hpp"

namespace roomd {
namespace {

class Service {
 public:
  Service(const Settings& settings, std::string_view version)
      : settings_(settings),
        version_(version),
        network_(network_options(settings)),
        server_(server_options(settings), network_.timers(), network_.wire()),
        router_(cors_options(settings)),
        rooms_(settings, server_) {
    add_routes();
    server_.engine().on_http([this](const engineio::HttpRequest& request, engineio::HttpReply reply) {
      reply(router_.answer(request));
    });
  }

  int run() {
    if (const std::error_code error = network_.listen(server_.listener())) {
      base::log::error("cannot listen on ", address_text(settings_.network.host, settings_.network.port),
                       ": ", error.message());
      return 1;
    }
    stop_.on_signals();
    report_start(settings_, version_, network_.port(), raise_open_file_limit());
    network_.run();
    base::log::info("stopped");
    return 0;
  }

 private:
  void add_routes() {
    add_root_route(router_, version_);
    add_health_route(router_, network_.timers());
    rooms_.add_routes(router_, settings_.room.auth_key);
  }

  const Settings& settings_;
  const std::string_view version_;
  engineio::Network network_;
  socketio::Server server_;
  Stop stop_{network_, server_};
  Router router_;
  WatchRooms rooms_;
};

}  // namespace

int run_service(const Settings& settings, std::string_view version) {
  base::log::set_level(settings.log_level);
  return Service(settings, version).run();
}

}  // namespace roomd
