// health_check.hpp - asks a running server for /health, as the health check of its container.
//
// Thread: that of a program that does nothing else: it blocks, and SIGPIPE is ignored from then on.
#pragma once

#include <string>

#include "settings.hpp"

namespace roomd {

/// Asks the server that runs with these settings on this machine, within three seconds; over TLS when
/// they name a certificate, which is not looked at.
/// @return "" when it is well (200); else one line that says what it answered, or that it did not.
std::string check_health(const Settings& settings);

}  // namespace roomd
