// settings.hpp - everything an operator can choose, with its defaults.
//
// The structures of the layers are used as they are, so a default is written down once, where it is used.
// Thread: any (a value).
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "engineio/network.hpp"
#include "engineio/trusted_proxies.hpp"
#include "watchroom/config.hpp"

namespace roomd {

/// Who may read "/metrics".
enum class MetricsAccess {
  off,   ///< nobody: there is no such route
  open,  ///< everybody
  key,   ///< who sends the key
};

struct Settings {
  engineio::NetworkOptions network{.port = 3001,
                                   .batch_interval = std::chrono::milliseconds(1),
                                   .max_unsent_bytes = 128 * 1024,
                                   .max_connections_per_address = 1'000};
  engineio::TlsOptions tls;  ///< without files: plain HTTP
  /// How often a client is asked for a sign of life, and how long it has to give one.
  std::chrono::milliseconds ping_interval{25'000};
  std::chrono::milliseconds ping_timeout{60'000};
  /// Of one client, see engineio::Options::max_buffered_bytes.
  std::size_t max_queued_bytes = 4 * 1024 * 1024;
  /// From here on volatile messages are dropped. Nine chunks of audio: nine people may speak at once.
  std::size_t volatile_queued_bytes = 256 * 1024;
  watchroom::Config room;  ///< its auth_keys and token_secrets are secret
  /// What /stats asks for; empty: one of the auth keys.
  std::string stats_key;
  /// Origins that may read answers; "*" or nothing: every origin.
  std::vector<std::string> allowed_origins{"*"};
  bool enforce_origin = false;  ///< others are refused, also as WebSockets
  engineio::TrustedProxies trusted_proxies;
  std::size_t max_connections_per_ip = 200;  ///< sessions of one client address
  /// After a restart everybody comes back within some seconds, and many of them may share an address.
  std::size_t handshake_burst = 300;
  std::size_t handshake_rate = 50;           ///< a second
  std::chrono::milliseconds recovery{0};     ///< socketio::ConnectionStateRecovery; 0: none
  std::size_t recovery_room_events = 2'000;  ///< bounds of it
  std::size_t recovery_room_bytes = 1024 * 1024;
  std::string data_dir;  ///< where the database is; empty: nothing outlives the process
  base::log::Level log_level = base::log::Level::info;
  base::log::Format log_format = base::log::Format::text;
  MetricsAccess metrics = MetricsAccess::key;
  std::string admin_key;  ///< a secret; empty: nobody is an administrator
  std::chrono::milliseconds drain{1'000};
  bool demo = false;  ///< serves the page to try the server with
};

}  // namespace roomd
