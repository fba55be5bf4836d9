// engineio/src/live_session.hpp - the state machine behind Session: open, closing, ended.
//
// Owns the transport, the heartbeat, at most one upgrade, and the handler. Transports report packets and
// the end to it; the server hands it the events of its connections.
//
// Protocol: Engine.IO 4 and 3. Thread: hub.
// Lifetime: owned by SessionTable; stays in its graveyard until the end of the turn in which it ended.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engineio/session.hpp"
#include "engineio/wire.hpp"
#include "heartbeat.hpp"
#include "transport.hpp"
#include "upgrade.hpp"

namespace engineio {

struct Engine;

class LiveSession final : public Session {
 public:
  using Factory = std::function<std::unique_ptr<SessionHandler>(Session&)>;

  LiveSession(Engine& engine, std::string id, Protocol protocol, Handshake handshake);

  // Session
  const std::string& id() const override { return id_; }
  const Handshake& handshake() const override { return handshake_; }
  Protocol protocol() const override { return protocol_; }
  TransportName transport() const override { return transport_->name(); }
  bool open() const override { return state_ == State::open; }
  bool writable() const override;
  std::size_t buffered_bytes() const override;
  base::Timers::Clock::time_point last_seen() const override { return last_seen_; }
  const HttpRequest* current_request() const override;
  bool send(const Message& message, SendFlags flags) override;
  void close() override;
  void discard(CloseReason reason) override;

  // from the server
  /// Answers the handshake request with the open packet. @pre the session is in the table.
  void open_polling(ConnId connection, const HttpRequest& request, const Factory& factory);
  /// Accepts the upgrade request and sends the open packet. @pre the session is in the table.
  void open_websocket(ConnId connection, const HttpRequest& request, const Factory& factory);
  /// A request with this session's id and transport.
  void on_request_head(ConnId connection, const HttpRequest& head);
  void on_request(ConnId connection, const HttpRequest& request);
  /// A request whose head was reported was answered by others.
  void forget_request(ConnId connection) { transport_->forget_request(connection); }
  /// A well-formed WebSocket request with this session's id.
  void on_upgrade_request(ConnId connection, const HttpRequest& request, bool base64);
  void on_frame(ConnId connection, Frame frame);
  void on_drained(ConnId connection);
  void on_closed(ConnId connection, std::error_code reason);
  /// End of a turn for which flush_later() was called.
  void flush();

  // from the transport, the heartbeat and the upgrade
  Engine& engine() { return engine_; }
  bool ended() const { return state_ == State::ended; }
  void send_packet(PacketType type, std::string_view data = {});
  void on_message(base::SharedBytes data, bool binary);
  /// @return false when the packet broke the protocol, which ended the session.
  bool on_packet(Packet packet);
  /// The transport can send again and has nothing to send.
  void on_writable();
  /// A poll took everything that was queued.
  void on_sent();
  /// More is waiting than allowed: ends the session at the end of the turn.
  void on_overflow();
  void flush_later();
  /// Answers a waiting poll with a noop. @return false when none waits or something better is queued.
  bool release_poll() { return transport_->release_poll(); }
  /// Closes the new connection; the session goes on polling.
  void abandon_upgrade();
  /// Ends the session, once: the table forgets it, the peer gets `farewell`, the handler gets on_close().
  void end(CloseReason reason, std::string_view description = {}, Farewell farewell = Farewell::close_packet);

 private:
  enum class State : unsigned char { open, closing, ended };

  void start(const Factory& factory, bool may_upgrade);
  std::string open_packet_data(bool may_upgrade) const;
  void touch();
  bool can_send() const;
  void await_drain() const;
  /// Notes that the mark is reached, once. @pre a mark is set.
  void check_high_water();
  void report_high_water();
  void report_drain();
  void complete_upgrade();

  Engine& engine_;
  const std::string id_;
  const Handshake handshake_;
  std::unique_ptr<Transport> transport_;
  std::unique_ptr<Upgrade> upgrade_;
  std::unique_ptr<SessionHandler> handler_;
  Heartbeat heartbeat_;
  base::Timers::Clock::time_point last_seen_;
  const Protocol protocol_;
  State state_ = State::open;
  bool flush_pending_ = false;
  bool overflown_ = false;
  bool above_mark_ = false;             // high_water_mark was reached, and on_drain() has not run since
  bool high_water_due_ = false;         // ... and on_high_water() has not run yet
  mutable bool drain_awaited_ = false;  // writable() said false, or on_high_water() ran
};

}  // namespace engineio
