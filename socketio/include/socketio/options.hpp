// socketio/options.hpp - everything a Server can be told; the reference's defaults where it has them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engineio/network.hpp"
#include "engineio/options.hpp"

namespace socketio {

class Adapter;
class Namespace;
class Parser;
struct DecoderLimits;

/// Lets a client that lost its connection come back as the same socket: same id, rooms and data, and with the
/// events it missed. Every event that is neither volatile nor asks for an acknowledgement then has one more
/// argument, its offset, for all clients of the namespace.
/// Protocol: Socket.IO, "Connection state recovery".
struct ConnectionStateRecovery {
  /// How long after the end of its connection a client may come back. Events are kept this long, and as much
  /// longer as a dead connection may go unnoticed (ping_interval + ping_timeout).
  std::chrono::milliseconds max_disconnection_duration{120'000};
  /// A client that comes back is not shown to the namespace's middlewares again.
  bool skip_middlewares = true;

  // Bounds that the reference does not have. Whatever they forget, the client concerned comes back as a new
  // socket.
  std::size_t max_log_bytes = 16 * 1024 * 1024;         ///< events kept of one namespace, the oldest go first
  std::size_t max_total_log_bytes = 128 * 1024 * 1024;  ///< events kept of all namespaces together
  std::size_t max_room_events = 10'000;                 ///< events kept of one room, its oldest go first
  std::size_t max_room_bytes = 4 * 1024 * 1024;         ///< the same in bytes
  std::size_t max_sessions = 100'000;  ///< lost sockets of one namespace, the oldest go first
  /// Ids and names of rooms of one lost socket; it is forgotten when it has more. Socket::data() is kept
  /// whatever its size.
  std::size_t max_session_bytes = 64 * 1024;
};

/// For a Server; checked by its constructor.
struct Options {
  // Nested structs are spelled out: with "= {}" GCC 12 gives a false alarm at -O3 wherever Options are made.

  // Used by a Server that owns its network.
  std::string host = "0.0.0.0";  ///< address to bind; "::" is IPv4 and IPv6
  std::uint16_t port = 0;        ///< 0: the system chooses, see Server::port()
  int io_threads = 0;            ///< 0: everything on one thread
  /// The rest of the network; host, port and io_threads above win.
  engineio::NetworkOptions network = engineio::NetworkOptions();

  // Engine.IO; see engineio::Options.
  std::string path = "/socket.io";                       ///< below which the server answers
  std::chrono::milliseconds ping_interval{25'000};       ///< how often clients are asked for a sign of life
  std::chrono::milliseconds ping_timeout{20'000};        ///< how long a client may take to give it
  std::chrono::milliseconds upgrade_timeout{10'000};     ///< to finish a change from polling to WebSocket
  std::size_t max_http_buffer_size = 1'000'000;          ///< largest POST body and WebSocket message
  engineio::CorsOptions cors = engineio::CorsOptions();  ///< which pages may read answers
  /// The rest of the engine; the fields above win. Its allow_eio3 lets clients of Socket.IO 1.x and 2.x in.
  engineio::Options engine = engineio::Options();

  /// Serves the browser's client below `path`: socket.io.js, .min.js, .esm.min.js, socket.io.msgpack.min.js
  /// and their .map. They are in the library when it was built with them (bundled_client_version(),
  /// version.hpp); otherwise only those of client_directory are served.
  bool serve_client = true;
  /// Takes those files from here instead: the `dist` directory of socket.io-client, read at construction.
  /// Without any of them there: std::invalid_argument.
  std::string client_directory = {};

  // Socket.IO.
  std::chrono::milliseconds connect_timeout{45'000};      ///< first successful CONNECT must come within this
  std::size_t max_attachments = 10;                       ///< Binary values of one packet
  std::size_t max_json_depth = 128;                       ///< arrays and objects inside each other
  std::size_t max_attachment_bytes = 4'000'000;           ///< of one packet, while it is put together
  std::chrono::milliseconds attachments_timeout{30'000};  ///< to complete a binary packet
  std::size_t max_namespaces_per_client = 16;             ///< those still asked for included
  // Of namespaces that clients have made, see Server::of_matching().
  std::size_t max_child_namespaces = 10'000;    ///< of the server; more names are refused as unknown
  std::size_t max_namespace_name_bytes = 256;   ///< longer names are not even matched
  bool cleanup_empty_child_namespaces = false;  ///< remove a child after its last socket left
  std::size_t max_buffered_packets = 64;        ///< behind a CONNECT whose middleware is still running; also
                                                ///< limited by max_http_buffer_size in bytes
  std::size_t max_pending_acks = 100'000;       ///< per namespace; more emits with ack fail at once

  /// Nothing: off.
  std::optional<ConnectionStateRecovery> connection_state_recovery = std::nullopt;

  /// Makes the format of packets, with the limits above; empty: make_json_parser. Clients must use the same.
  std::function<std::unique_ptr<Parser>(const DecoderLimits&)> parser = {};
  /// Makes the adapter of each namespace; empty: in memory.
  std::function<std::unique_ptr<Adapter>(Namespace&)> adapter = {};
};

}  // namespace socketio
