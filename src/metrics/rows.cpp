#include "metrics/rows.hpp"

#include <array>
#include <chrono>
#include <string>

namespace roomd {
namespace {

using engineio::CloseReason;
using engineio::Errc;
using engineio::TransportName;

template <class Number>
double number(Number value) {
  return static_cast<double>(value);
}

template <class Enum>
std::size_t place(Enum value) {
  return static_cast<std::size_t>(value);
}

constexpr std::array transports{TransportName::polling, TransportName::websocket};
constexpr std::array close_reasons{CloseReason::transport_close, CloseReason::transport_error,
                                   CloseReason::ping_timeout, CloseReason::parse_error,
                                   CloseReason::forced_close};
constexpr std::array refusals{
    Errc::transport_unknown, Errc::session_id_unknown, Errc::bad_handshake_method,
    Errc::bad_request,       Errc::forbidden,          Errc::unsupported_protocol_version};

void add_loop_rows(MetricsPage& page, const std::string& loop, const engineio::LoopStatistics& statistics) {
  const auto total = [&](std::string_view name, std::string_view help, std::uint64_t value) {
    page.counter(name, help, number(value), {{"loop", loop}});
  };
  total("roomd_connections_accepted_total", "TCP connections that came", statistics.accepted);
  total("roomd_connections_overrun_total", "Connections dropped because their peer did not read",
        statistics.overrun);
  total("roomd_bytes_received_total", "Bytes from sockets", statistics.bytes_received);
  total("roomd_bytes_sent_total", "Bytes given to sockets", statistics.bytes_sent);
  page.counter("roomd_loop_cpu_seconds_total",
               "Processor time of the loop's thread; 0 with IO_THREADS=0, where it is the hub's",
               statistics.cpu_seconds, {{"loop", loop}});
  page.gauge("roomd_mailbox_depth", "What waits between a loop and the hub",
             number(statistics.events_waiting), {{"loop", loop}, {"to", "hub"}});
  page.gauge("roomd_mailbox_depth", "", number(statistics.commands_waiting),
             {{"loop", loop}, {"to", "loop"}});
}

}  // namespace

void add_server_rows(MetricsPage& page, const ServerFacts& facts) {
  page.gauge("roomd_build_info", "Always 1; the label is what matters", 1, {{"version", facts.version}});
  page.gauge("roomd_uptime_seconds", "Since the start", facts.uptime_seconds);
  page.gauge("roomd_draining", "1 while clients are sent away before a stop", facts.draining ? 1 : 0);
  page.gauge("roomd_hub_busy_ratio",
             "Share of the last 10 seconds or more in which the hub's thread had the processor; 1 is full",
             facts.hub_busy_ratio);
  page.gauge("roomd_sockets", "Socket.IO sockets, one per client and namespace", number(facts.sockets));
}

void add_process_rows(MetricsPage& page, const ProcessStatistics& statistics) {
  page.gauge("process_resident_memory_bytes", "Resident memory", number(statistics.resident_bytes));
  page.counter("process_cpu_seconds_total", "Processor time of all threads", statistics.cpu_seconds);
  page.gauge("process_max_fds", "How many files and connections the system allows",
             number(statistics.open_file_limit));
}

void add_certificate_row(MetricsPage& page, const std::optional<engineio::TlsCertificate>& certificate) {
  if (!certificate) return;
  const std::chrono::duration<double> since_1970 = certificate->expires.time_since_epoch();
  page.gauge("roomd_tls_certificate_not_after_timestamp_seconds",
             "When the certificate in use expires, in seconds since 1970; only with TLS_CERT",
             since_1970.count());
}

void add_session_rows(MetricsPage& page, const engineio::ServerStatistics& statistics) {
  for (const TransportName transport : transports) {
    page.gauge("roomd_sessions", "Engine.IO sessions, by what they run over now",
               number(statistics.sessions[place(transport)]), {{"transport", to_string(transport)}});
  }
  for (const TransportName transport : transports) {
    page.counter("roomd_handshakes_total", "Sessions that began, by what they began with",
                 number(statistics.handshakes[place(transport)]), {{"transport", to_string(transport)}});
  }
  page.counter("roomd_upgrades_total", "Sessions that moved from polling to WebSocket",
               number(statistics.upgrades));
  for (const CloseReason reason : close_reasons) {
    page.counter("roomd_sessions_closed_total", "Sessions that ended",
                 number(statistics.closed[place(reason)]), {{"reason", to_string(reason)}});
  }
  for (const Errc reason : refusals) {
    page.counter("roomd_requests_refused_total", "Engine.IO requests that were refused",
                 number(statistics.refused[place(reason)]), {{"reason", wire_message(reason)}});
  }
  page.counter("roomd_requests_refused_total", "", number(statistics.overloaded),
               {{"reason", "Too many sessions, or draining"}});
  page.counter("roomd_messages_received_total", "Messages from clients",
               number(statistics.messages_received));
  page.counter("roomd_messages_sent_total",
               "Messages to clients; a broadcast counts once for each that gets it",
               number(statistics.messages_sent));
  page.counter("roomd_messages_dropped_total", "Messages that were not kept for clients that are behind",
               number(statistics.messages_dropped), {{"reason", "volatile"}});
}

void add_network_rows(MetricsPage& page, const engineio::NetworkStatistics& statistics) {
  page.gauge("roomd_connections", "TCP connections", number(statistics.connections));
  page.gauge("roomd_connections_stalled", "Connections whose socket did not take everything",
             number(statistics.stalled));
  page.gauge("roomd_queued_bytes", "Bytes that these have not taken", number(statistics.queued_bytes));
  page.counter("roomd_http_requests_total", "HTTP requests, upgrades to WebSocket included",
               number(statistics.requests));
  page.counter("roomd_hub_cpu_seconds_total", "Processor time of the hub's thread",
               statistics.hub_cpu_seconds);
  page.histogram("roomd_hub_turn_seconds", "Turns of the hub: what a message may wait for behind others",
                 statistics.turns);
  for (std::size_t loop = 0; loop < statistics.loops.size(); ++loop) {
    add_loop_rows(page, std::to_string(loop), statistics.loops[loop]);
  }
}

void add_refusal_rows(MetricsPage& page, const engineio::Refusals& requests,
                      const engineio::RefusedConnections& connections) {
  const auto total = [&](std::string_view reason, std::uint64_t value) {
    page.counter("roomd_turned_away_total", "Clients that a limit or the list of origins kept out",
                 number(value), {{"reason", std::string(reason)}});
  };
  total("connections", connections.too_many);
  total("connections per address", connections.too_many_of_address);
  total("sessions per address", requests.sessions_per_address);
  total("handshake rate", requests.handshake_rate);
  total("origin", requests.origin);
}

void add_storage_rows(MetricsPage& page, std::string_view collection,
                      const storage::WriteBehindStats& statistics) {
  const MetricsPage::Labels labels{{"collection", collection}};
  page.counter("roomd_store_batches_total", "Batches that were written to the database",
               number(statistics.batches), labels);
  page.counter("roomd_store_records_total", "Records that were written or removed",
               number(statistics.records), labels);
  page.counter("roomd_store_failures_total", "Batches that could not be written; they are tried again",
               number(statistics.failures), labels);
  page.gauge("roomd_store_pending", "Records whose last change is not written yet",
             number(statistics.pending), labels);
  page.gauge("roomd_store_failing", "1 while the last batch could not be written", statistics.failing ? 1 : 0,
             labels);
  page.gauge("roomd_store_batch_seconds", "What the last batch took",
             std::chrono::duration<double>(statistics.last_duration).count(), labels);
}

}  // namespace roomd
