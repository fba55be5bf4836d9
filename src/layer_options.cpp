#include "layer_options.hpp"

#include <algorithm>
#include <optional>

#include "certificate.hpp"
#include "refusal_log.hpp"

namespace roomd {
namespace {

using namespace std::chrono_literals;

/// Bounds the goodbye to slow peers, so that a stop takes less than two seconds with the default DRAIN_MS.
constexpr auto close_timeout = 750ms;

bool allows_every_origin(const Settings& settings) {
  const auto& origins = settings.allowed_origins;
  return std::find(origins.begin(), origins.end(), "*") != origins.end();
}

/// Who may come in, and how many of one address.
void set_access(socketio::Options& options, const Settings& settings) {
  options.cors.strict = settings.enforce_origin && !allows_every_origin(settings);
  engineio::Options& engine = options.engine;
  engine.trusted_proxies = settings.trusted_proxies;
  engine.trusted_proxies.on_doubt = [&settings](engineio::ProxyDoubt doubt, std::string_view peer) {
    log_proxy_doubt(doubt, peer, settings);
  };
  engine.max_sessions_per_address = settings.max_connections_per_ip;
  engine.handshake_burst = settings.handshake_burst;
  engine.handshake_rate = static_cast<double>(settings.handshake_rate);
}

/// All modules have few namespaces, one of which has nearly all events.
constexpr std::size_t recovery_log_bytes = 64 * 1024 * 1024;

std::optional<socketio::ConnectionStateRecovery> recovery_of(const Settings& settings) {
  if (settings.recovery.count() == 0) return std::nullopt;
  socketio::ConnectionStateRecovery recovery;
  recovery.max_disconnection_duration = settings.recovery;
  recovery.max_log_bytes = recovery_log_bytes;
  recovery.max_room_events = settings.recovery_room_events;
  recovery.max_room_bytes = settings.recovery_room_bytes;
  return recovery;
}

}  // namespace

engineio::NetworkOptions network_options(const Settings& settings) {
  engineio::NetworkOptions options = settings.network;
  options.tls = tls_of(settings);
  options.close_timeout = close_timeout;
  options.max_body_bytes = options.max_message_bytes;
  // The session counts payloads and closes at the limit. The connection has their frames as well, or the
  // answer to the last poll.
  options.max_queued_bytes = 2 * settings.max_queued_bytes;
  options.unlimited_networks = settings.trusted_proxies.networks;
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
  options.ping_interval = settings.ping_interval;
  options.ping_timeout = settings.ping_timeout;
  options.max_http_buffer_size = settings.network.max_message_bytes;
  options.engine.max_buffered_bytes = settings.max_queued_bytes;
  options.engine.high_water_mark = std::min(settings.volatile_queued_bytes, settings.max_queued_bytes);
  options.cors = cors_options(settings);
  options.cors.methods = "GET,POST";
  set_access(options, settings);
  options.connection_state_recovery = recovery_of(settings);
  return options;
}

}  // namespace roomd
