#include "certificate.hpp"

#include <ctime>
#include <stdexcept>
#include <string>

#include "base/log.hpp"

namespace roomd {
namespace {

namespace log = base::log;

std::string utc(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::string text_of(const engineio::TlsCertificate& certificate) {
  return "certificate " + certificate.subject + ", expires " + utc(certificate.expires);
}

}  // namespace

std::optional<engineio::TlsOptions> tls_of(const Settings& settings) {
  const bool certificate = !settings.tls.certificate_file.empty();
  const bool key = !settings.tls.key_file.empty();
  if (certificate && !key) throw std::invalid_argument("TLS_CERT is set without TLS_KEY");
  if (key && !certificate) throw std::invalid_argument("TLS_KEY is set without TLS_CERT");
  if (!certificate) return std::nullopt;
  return settings.tls;
}

void log_certificate(const engineio::Network& network) {
  if (const auto certificate = network.tls_certificate()) log::info(text_of(*certificate));
}

void reload_certificate(engineio::Network& network) {
  if (!network.tls_certificate()) return log::info("SIGHUP: nothing to reload, TLS is not in use");
  if (const std::string error = network.reload_tls(); !error.empty()) {
    return log::error("SIGHUP: the certificate stays as it is; ", error);
  }
  log::info("SIGHUP: ", text_of(*network.tls_certificate()));
}

}  // namespace roomd
