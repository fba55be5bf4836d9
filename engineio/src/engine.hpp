// engineio/src/engine.hpp - what all sessions of one server share.
//
// Thread: hub. Lifetime: owned by Server, outlives every session.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "address_limits.hpp"
#include "base/thread_check.hpp"
#include "base/timers.hpp"
#include "compression.hpp"
#include "connection_owners.hpp"
#include "engineio/options.hpp"
#include "engineio/statistics.hpp"
#include "engineio/wire.hpp"
#include "session_table.hpp"

namespace engineio {

using HeadersListener = std::function<void(std::vector<HttpHeader>&, const HttpRequest&)>;

class LiveSession;

struct Engine {
  Engine(Options options_in, base::Timers& timers_in, Wire& wire_in);

  /// CORS and the application's headers: what every response of a session carries.
  std::vector<HttpHeader> headers_for(const HttpRequest& request) const;
  /// The same for the first response of a session; `cookie` is the value of Set-Cookie or empty.
  std::vector<HttpHeader> first_headers_for(const HttpRequest& request, std::string cookie) const;

  const Options options;
  base::Timers& timers;
  Wire& wire;
  base::ThreadCheck thread;
  Compressor compressor;
  ConnectionOwners owners;
  AddressLimits address_limits;
  HeadersListener on_initial_headers;
  HeadersListener on_headers;
  /// The POST whose messages are being handed to the application, and to whose session it belongs.
  const HttpRequest* current_request = nullptr;
  const LiveSession* current_session = nullptr;
  SessionTable sessions;
  ServerStatistics statistics;
  /// The server is about to end: WebSockets are closed with 1001.
  bool going_away = false;
};

}  // namespace engineio
