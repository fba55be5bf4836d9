// engineio/session.hpp - one client, across transports.
//
// A Session is born at the handshake, survives the polling -> WebSocket upgrade, and ends exactly once
// with a CloseReason. It owns its Transport and its heartbeat timer.
//
// Protocol: Engine.IO 4 and 3, "Handshake", "Heartbeat", "Upgrade".
// Thread:   hub; the members that send or end assert it.
// Lifetime: owned by Server; destroyed at the end of the turn in which on_close() ran. Keep its id(), never
//           a pointer.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/timers.hpp"
#include "engineio/close_reason.hpp"
#include "engineio/handshake.hpp"
#include "engineio/packet.hpp"

namespace engineio {

/// Revision of Engine.IO that the client speaks (EIO=3, EIO=4), for the whole life of the session.
enum class Protocol : unsigned char { v3, v4 };

/// What a session runs over at the moment.
enum class TransportName { polling, websocket };

/// "polling", "websocket".
std::string_view to_string(TransportName name);

/// How one message is to be sent.
struct SendFlags {
  bool volatile_ = false;  ///< dropped at once unless the session is writable
  bool compress = true;    ///< may be compressed, where compression is on and it is long enough
};

/// One client, from its handshake to its end. Made by Server.
class Session {
 public:
  virtual ~Session() = default;

  /// 20 characters; a secret of this client: never shown to others, never logged whole.
  virtual const std::string& id() const = 0;
  /// The request that opened it. As long as the session.
  virtual const Handshake& handshake() const = 0;
  /// Always v4 unless Options::allow_eio3 is on.
  virtual Protocol protocol() const = 0;
  /// Polling until an upgrade is complete.
  virtual TransportName transport() const = 0;
  /// False once close() was called or the session ended.
  virtual bool open() const = 0;
  /// True while fewer than Options::high_water_mark bytes wait. With the mark at 0: when a message sent now
  /// would leave at once, with none in front of it (an open poll with nothing to answer yet, or a WebSocket
  /// with an empty queue). Once it said false, on_drain() follows unless the session ends.
  virtual bool writable() const = 0;
  /// Payload bytes accepted by send() that the network has not taken yet: on polling, until a poll takes
  /// them; on WebSocket those of this turn, and what the socket did not take at the end of earlier ones.
  virtual std::size_t buffered_bytes() const = 0;
  /// When anything last came from the client: a packet, a poll, a pong.
  virtual base::Timers::Clock::time_point last_seen() const = 0;
  /// During on_message(), on polling: the POST that carried the message. Else, and over WebSocket, null.
  /// Valid until on_message() returns; a copy of it is cheap.
  virtual const HttpRequest* current_request() const = 0;

  /// Queues one message; it leaves at the end of the current turn, in order. After close() it does nothing.
  /// Does not call the handler before returning. More than Options::max_buffered_bytes waiting closes the
  /// session with transport_error, later in the same turn. @return false when the message was dropped.
  virtual bool send(const Message& message, SendFlags flags = {}) = 0;

  /// Orderly end: everything queued is sent first (a polling client has 30 s to fetch it), then the handler
  /// gets forced_close; before this returns, when nothing has to wait for a poll. Idempotent.
  virtual void close() = 0;
  /// Ends now: what is queued is dropped, the transport is closed (a pending poll is answered "1").
  /// on_close(reason) runs before this returns, exactly once.
  virtual void discard(CloseReason reason = CloseReason::forced_close) = 0;
};

/// What the layer above implements: one handler per session, made by Server's factory at birth, so no
/// message can be missed. Owned by the Session. Thread: hub.
///
/// A handler may call anything on the session, including close() and discard(), from any of these.
class SessionHandler {
 public:
  virtual ~SessionHandler() = default;

  /// The session is registered and its open packet is queued; messages sent here follow it.
  virtual void on_open() {}
  /// One message, in order. Text: what follows the '4', valid UTF-8. Shares the read block: copy what must
  /// outlive the turn in bulk, or keep the SharedBytes.
  virtual void on_message(const Frame& message) = 0;
  /// Options::high_water_mark bytes or more are waiting, after the turn's output went as far as it goes.
  /// Called once, then not before on_drain().
  virtual void on_high_water() {}
  /// The session became writable after it was not. Certain to come once writable() said false or
  /// on_high_water() ran; what the kernel takes within a turn is not reported otherwise.
  virtual void on_drain() {}
  /// The session moved from polling to WebSocket.
  virtual void on_upgrade() {}
  /// Last call. `description` names the detail of a transport_error; may be empty.
  virtual void on_close(CloseReason reason, std::string_view description) = 0;
};

}  // namespace engineio
