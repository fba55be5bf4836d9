#include "refusal_log.hpp"

#include <variant>

#include "base/log.hpp"

namespace roomd {
namespace {

constexpr std::size_t max_shown_origin = 100;

}  // namespace

void RefusalLog::on_connection_error(const engineio::ConnectionError& error) {
  if (const auto* limit = std::get_if<engineio::LimitReached>(&error.context)) return on_limit(error, *limit);
  if (error.name == "ORIGIN_NOT_ALLOWED") on_origin(error);
}

void RefusalLog::on_limit(const engineio::ConnectionError& error, const engineio::LimitReached& limit) {
  if (limit.limit == engineio::LimitReached::Limit::sessions_per_address) {
    sessions_.warn(timers_.now(), error.client_address, " refused: ", limit.address, " has ",
                   settings_.max_connections_per_ip, " clients already (MAX_CONNECTIONS_PER_IP)");
  } else {
    handshakes_.warn(timers_.now(), error.client_address, " refused: more than ", settings_.handshake_burst,
                     " and then ", settings_.handshake_rate, " a second new clients of ", limit.address,
                     " (HANDSHAKE_BURST, HANDSHAKE_RATE)");
  }
}

void RefusalLog::on_origin(const engineio::ConnectionError& error) {
  origins_.warn(timers_.now(), error.client_address, " refused: ALLOWED_ORIGINS does not list its origin ",
                error.request.header("origin").substr(0, max_shown_origin), " (ENFORCE_ORIGIN)");
}

void log_proxy_doubt(engineio::ProxyDoubt doubt, std::string_view peer, const Settings& settings) {
  if (doubt == engineio::ProxyDoubt::unlisted_proxy) {
    base::log::warn("requests from ", peer,
                    " say that they are of others, but it is not in TRUSTED_PROXIES: all of its ",
                    "clients count as one, and share MAX_CONNECTIONS_PER_IP. If it is your proxy, list it");
  } else {
    base::log::warn(
        "the trusted proxy ", peer, " sends no usable ", settings.trusted_proxies.header,
        ": its clients count as one. Let it set that header, or name its own in FORWARDED_HEADER");
  }
}

}  // namespace roomd
