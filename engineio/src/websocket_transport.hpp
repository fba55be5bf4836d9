// engineio/src/websocket_transport.hpp - one WebSocket message per packet, straight to the wire.
//
// Protocol: Engine.IO 4 and 3, "WebSocket". Thread: hub.
#pragma once

#include "transport.hpp"

namespace engineio {

struct Engine;
class LiveSession;

class WebSocketTransport final : public Transport {
 public:
  /// @param connection  accepted, and owned by `session`.
  /// @param base64      the client asked for text instead of binary messages.
  WebSocketTransport(Engine& engine, LiveSession& session, ConnId connection, bool base64);

  TransportName name() const override { return TransportName::websocket; }
  bool writable() const override;
  std::size_t buffered_bytes() const override;
  void report_drained() override;
  void send(const Frame& packet, bool compress) override;
  bool close() override;
  void discard(Farewell farewell) override;
  void on_frame(Frame&& frame) override;
  void on_closed(ConnId connection, std::error_code reason) override;

 private:
  Engine& engine_;
  LiveSession& session_;
  ConnId connection_;
  bool base64_;
};

}  // namespace engineio
