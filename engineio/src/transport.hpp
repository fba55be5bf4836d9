// engineio/src/transport.hpp - how the packets of one session become HTTP bodies or WebSocket messages.
//
// Thread: hub. Lifetime: owned by its session; replaced when the session is upgraded.
#pragma once

#include <cstddef>
#include <system_error>
#include <vector>

#include "engineio/session.hpp"
#include "engineio/wire.hpp"

namespace engineio {

/// What the peer gets to see when a session ends.
enum class Farewell : unsigned char {
  close_packet,  ///< a pending poll is answered "1"; a WebSocket gets a close frame
  noop,          ///< a pending poll is answered "6": the client itself asked for the end
  none,          ///< the connection is dropped: the peer does not read
};

class Transport {
 public:
  virtual ~Transport() = default;

  virtual TransportName name() const = 0;
  /// True when a packet given to send() now leaves at the end of the turn, with none in front of it.
  virtual bool writable() const = 0;
  /// Bytes given to send() that have not left.
  virtual std::size_t buffered_bytes() const = 0;
  /// Somebody waits for writable(): LiveSession::on_drained() or on_writable() must follow.
  virtual void report_drained() {}

  /// Takes one packet in its WebSocket form. Calls LiveSession::on_overflow() when too much is waiting.
  virtual void send(const Frame& packet, bool compress) = 0;
  /// End of the turn in which LiveSession::flush_later() was called.
  virtual void flush() {}
  /// Orderly end. @return true when the peer has everything queued and the end; false: the transport waits
  /// for a chance to deliver them and then ends the session itself.
  virtual bool close() = 0;
  /// Ends now, and lets go of all connections.
  virtual void discard(Farewell farewell) = 0;

  /// The head of a POST whose body is still arriving.
  virtual void on_request_head(ConnId, const HttpRequest&) {}
  /// The POST on this connection was answered by others.
  virtual void forget_request(ConnId) {}
  /// A complete request with the session's sid. @pre name() is polling.
  virtual void on_request(ConnId, const HttpRequest&) {}
  /// @pre name() is websocket.
  virtual void on_frame(Frame&&) {}
  /// One of its connections is gone.
  virtual void on_closed(ConnId connection, std::error_code reason) = 0;

  /// Hands over what has not left, because another transport takes its place, and lets go of all
  /// connections.
  virtual std::vector<Frame> retire() { return {}; }
  /// Answers a pending poll with a noop if there is nothing better to answer. @return true when it did.
  virtual bool release_poll() { return false; }
};

}  // namespace engineio
