// layer_options.hpp - what the operator chose, as each layer below wants to be told.
//
// Thread: any.
#pragma once

#include "engineio/network.hpp"
#include "engineio/options.hpp"
#include "settings.hpp"
#include "socketio/options.hpp"

namespace roomd {

engineio::NetworkOptions network_options(const Settings& settings);
/// For Socket.IO's requests and for all others.
engineio::CorsOptions cors_options(const Settings& settings);
socketio::Options server_options(const Settings& settings);

}  // namespace roomd
