// metrics/rows.hpp - the statistics of the process, the network and the Socket.IO server as rows of
// "/metrics".
//
// The rows of a module are where the module is put together (watch_rooms.hpp). Thread: any.
#pragma once

#include <optional>
#include <string_view>

#include "engineio/network.hpp"
#include "engineio/statistics.hpp"
#include "engineio/tls.hpp"
#include "metrics/page.hpp"
#include "metrics/process.hpp"
#include "storage/write_behind.hpp"

namespace roomd {

/// Facts about the server as a whole.
struct ServerFacts {
  std::string_view version;
  bool draining = false;
  double uptime_seconds = 0;
  double hub_busy_ratio = 0;
  std::size_t sockets = 0;  ///< Socket.IO sockets, one per client and namespace
};

void add_server_rows(MetricsPage& page, const ServerFacts& facts);
void add_process_rows(MetricsPage& page, const ProcessStatistics& statistics);
/// Of the certificate that new connections are shown; nothing without TLS.
void add_certificate_row(MetricsPage& page, const std::optional<engineio::TlsCertificate>& certificate);
void add_session_rows(MetricsPage& page, const engineio::ServerStatistics& statistics);
void add_network_rows(MetricsPage& page, const engineio::NetworkStatistics& statistics);
void add_refusal_rows(MetricsPage& page, const engineio::Refusals& requests,
                      const engineio::RefusedConnections& connections);
/// Of what is kept under that name.
void add_storage_rows(MetricsPage& page, std::string_view collection,
                      const storage::WriteBehindStats& statistics);

}  // namespace roomd
