// refusal_log.hpp - tells the operator who was refused and which option did it.
//
// A few lines in ten seconds at most, however many are refused. Thread: hub.
#pragma once

#include <string_view>

#include "base/paced_log.hpp"
#include "base/timers.hpp"
#include "engineio/connection_error.hpp"
#include "engineio/trusted_proxies.hpp"
#include "settings.hpp"

namespace roomd {

class RefusalLog {
 public:
  /// Both must outlive it.
  RefusalLog(const Settings& settings, const base::Timers& timers) : settings_(settings), timers_(timers) {}

  void on_connection_error(const engineio::ConnectionError& error);

 private:
  void on_limit(const engineio::ConnectionError& error, const engineio::LimitReached& limit);
  void on_origin(const engineio::ConnectionError& error);

  const Settings& settings_;
  const base::Timers& timers_;
  base::PacedLog sessions_;
  base::PacedLog handshakes_;
  base::PacedLog origins_;
};

/// What is wrong with TRUSTED_PROXIES, in words.
void log_proxy_doubt(engineio::ProxyDoubt doubt, std::string_view peer, const Settings& settings);

}  // namespace roomd
