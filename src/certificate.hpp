// certificate.hpp - the program's TLS: what the network is made with, and a new certificate on SIGHUP.
//
// Thread: hub.
#pragma once

#include <optional>

#include "engineio/network.hpp"
#include "settings.hpp"

namespace roomd {

/// Nothing when neither file is set. Throws std::invalid_argument when only one is.
std::optional<engineio::TlsOptions> tls_of(const Settings& settings);

/// One line that names the certificate and when it expires; none without TLS.
void log_certificate(const engineio::Network& network);

/// Reads the files again and logs what came of it, also where there is nothing to read.
void reload_certificate(engineio::Network& network);

}  // namespace roomd
