// What one connection, and all of them, may take.
#include "options/groups.hpp"
#include "options/types.hpp"

namespace roomd {

std::vector<Option> network_limit_options() {
  return {
      integer(
          "MAX_CONNECTIONS", "TCP connections at a time; more are closed at once", 1, 10'000'000,
          [](auto& s) -> auto& { return s.network.max_connections; }),
      integer(
          "MAX_CONNECTIONS_PER_IP",
          "Clients of one IP address at a time, of one /64 network for IPv6; more get 429; 0 is no limit", 0,
          10'000'000, [](auto& s) -> auto& { return s.max_connections_per_ip; }),
      integer(
          "MAX_SOCKETS_PER_IP",
          "TCP connections of one address at a time, trusted proxies excepted; more are closed at once; 0 is "
          "no limit",
          0, 10'000'000, [](auto& s) -> auto& { return s.network.max_connections_per_address; }),
      integer(
          "HANDSHAKE_BURST", "New clients of one IP address at once; more get 429; 0 is no limit", 0,
          1'000'000, [](auto& s) -> auto& { return s.handshake_burst; }),
      integer(
          "HANDSHAKE_RATE", "New clients of one IP address in each second behind the burst", 1, 1'000'000,
          [](auto& s) -> auto& { return s.handshake_rate; }),
      integer(
          "MAX_MESSAGE_BYTES", "Bytes of one message, announced to clients as maxPayload", 1'024, 100'000'000,
          [](auto& s) -> auto& { return s.network.max_message_bytes; }),
      integer(
          "MAX_HEADER_BYTES", "Bytes of the request line and headers of one request", 1'024, 1'000'000,
          [](auto& s) -> auto& { return s.network.max_header_bytes; }),
      integer(
          "MAX_QUEUED_BYTES",
          "Bytes that may wait for one client; one that leaves more is cut off. A list of rooms has half of "
          "it",
          65'536, 1'000'000'000, [](auto& s) -> auto& { return s.max_queued_bytes; }),
      integer(
          "VOLATILE_QUEUED_BYTES",
          "While this much waits for a client it gets no audio; 0 drops audio behind anything", 0,
          1'000'000'000, [](auto& s) -> auto& { return s.volatile_queued_bytes; }),
      integer(
          "KERNEL_QUEUED_BYTES",
          "Bytes for one client that wait in the kernel, not yet counted; 0 leaves it to the system", 0,
          1'000'000'000, [](auto& s) -> auto& { return s.network.max_unsent_bytes; }),
      milliseconds(
          "PING_INTERVAL_MS", "How often a client is asked for a sign of life", 100, day_ms,
          [](auto& s) -> auto& { return s.ping_interval; }),
      milliseconds(
          "PING_TIMEOUT_MS", "How long it may take to give it; then its connection counts as lost", 100,
          day_ms, [](auto& s) -> auto& { return s.ping_timeout; }),
      milliseconds(
          "HEADER_TIMEOUT_MS", "From the first byte of a request to the end of its headers", 100, day_ms,
          [](auto& s) -> auto& { return s.network.header_timeout; }),
      milliseconds(
          "BODY_TIMEOUT_MS", "The longest pause inside a request body", 100, day_ms,
          [](auto& s) -> auto& { return s.network.body_timeout; }),
      milliseconds(
          "KEEP_ALIVE_TIMEOUT_MS", "How long an idle HTTP connection is kept", 100, day_ms,
          [](auto& s) -> auto& { return s.network.keep_alive_timeout; }),
  };
}

}  // namespace roomd
