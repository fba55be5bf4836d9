// engineio/wire.hpp - the network seam: what the protocol asks of connections, and what they report.
//
// Protocol code knows nothing else of the network. `Network` (network.hpp) implements Wire over real
// sockets, a test implements it with a recorder. Thread: hub, every call in both directions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <system_error>
#include <vector>

#include "engineio/http.hpp"
#include "engineio/packet.hpp"

namespace engineio {

/// Names one TCP connection: loop, slot in that loop's table, and generation of the slot. Never reused, so
/// a stale id is simply unknown.
struct ConnId {
  std::uint16_t loop = 0;        ///< the loop that owns it
  std::uint32_t slot = 0;        ///< in the table of the loop
  std::uint32_t generation = 0;  ///< 0 = no connection

  /// False for one that names nothing.
  bool valid() const { return generation != 0; }
  friend bool operator==(const ConnId&, const ConnId&) = default;
};

/// What the engine asks of the network. Unknown, stale and closed ids are ignored. Nothing is written
/// before the end of the current turn; the order of calls per connection is the order on the wire.
class Wire {
 public:
  virtual ~Wire() = default;

  /// Ends the connection's one outstanding HTTP exchange. For an upgrade request this is the refusal, and
  /// the connection is closed after it.
  virtual void respond(ConnId connection, HttpResponse response) = 0;
  /// Answers an upgrade request (HttpRequest::Upgrade::websocket) with 101 and these extra headers; from
  /// here on the connection carries frames. @pre no respond() for it.
  virtual void accept(ConnId connection, std::vector<HttpHeader> headers) = 0;
  /// Sends one WebSocket message. Consecutive calls with the same frame are fanned out as one command.
  virtual void send(ConnId connection, const Frame& frame) = 0;
  /// WebSocket: everything queued, then a close frame (`code` 0: without status), then the closing
  /// handshake, bounded in time. HTTP: everything queued, then the TCP connection is closed.
  /// on_closed() still follows.
  virtual void close(ConnId connection, std::uint16_t code = 0) = 0;
  /// Drops the connection at once, without a close frame and without what is queued. on_closed() follows.
  virtual void abort(ConnId connection) = 0;
  /// Bytes given to send() that have not reached the kernel, as far as the hub knows: those of this turn,
  /// and what the last flush left because the socket did not take it (until on_drained).
  virtual std::size_t queued_bytes(ConnId connection) const = 0;
  /// Asks for on_drained() once the kernel has what was given to send() so far, also when it takes it at
  /// once; until then queued_bytes() counts all that is not known to be written. WebSocket only.
  virtual void report_drained(ConnId connection) = 0;
};

/// What the network tells the engine, in order per connection.
class WireListener {
 public:
  virtual ~WireListener() = default;

  /// The head of a request whose body has not arrived completely yet; on_request() or on_closed() follows
  /// on the same connection. It may be answered early with respond(); the body is then discarded.
  virtual void on_request_head(ConnId connection, const HttpRequest& head) = 0;
  /// A complete request. It must be answered once: respond(), accept() or close(). The next pipelined
  /// request is reported only after the answer.
  virtual void on_request(ConnId connection, HttpRequest request) = 0;
  /// One WebSocket message: complete, unmasked, size-checked; text is valid UTF-8.
  virtual void on_frame(ConnId connection, Frame frame) = 0;
  /// The write queue of the connection became empty after a flush had to leave something in it. Not reported
  /// for a flush that the kernel took whole, unless report_drained() asked.
  virtual void on_drained(ConnId connection) = 0;
  /// The connection is gone; last event for this id. No error: an orderly end by the peer or by us.
  virtual void on_closed(ConnId connection, std::error_code reason) = 0;
};

}  // namespace engineio

template <>
struct std::hash<engineio::ConnId> {
  std::size_t operator()(const engineio::ConnId& id) const noexcept {
    const std::uint64_t low = (std::uint64_t{id.generation} << 32) | id.slot;
    return std::hash<std::uint64_t>{}(low ^ (std::uint64_t{id.loop} << 56));
  }
};
