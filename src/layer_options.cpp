#include "layer_options.hpp"

#include "certificate.hpp"

namespace roomd {
namespace {

using namespace std::chrono_literals;

/// What the clients in use expect of a watch-room server.
constexpr auto ping_interval = 25s;
constexpr auto ping_timeout = 60s;
/// Bounds the goodbye to slow peers, so that a stop takes less than two seconds with the default DRAIN_MS.
constexpr auto close_timeout = 750ms;

}  // namespace

engineio::NetworkOptions network_options(const Settings& settings) {
  engineio::NetworkOptions options = settings.network;
  options.tls = tls_of(settings);
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

}  // namespace roomd
