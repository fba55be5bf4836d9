// service.hpp - the modules put together: network, Socket.IO server, watch rooms, HTTP routes.
#pragma once

#include <string_view>

#include "settings.hpp"

namespace roomd {

/// Serves until SIGTERM, SIGINT or POST /admin/drain, which ends every connection without a Socket.IO
/// disconnect packet, so that clients reconnect; a second signal ends the process at once. SIGHUP reads the
/// certificate again.
///
/// Thread: the main one, once. Throws std::invalid_argument for settings that no layer can work with,
/// a certificate included.
/// @return the exit code: 0 after a stop, 1 when it cannot listen (logged).
int run_service(const Settings& settings, std::string_view version);

}  // namespace roomd
