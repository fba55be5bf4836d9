#include "websocket_transport.hpp"

#include <utility>

#include "engine.hpp"
#include "engineio/codec.hpp"
#include "engineio/codec_v3.hpp"
#include "live_session.hpp"

namespace engineio {
namespace {

/// RFC 6455, 7.4.1.
constexpr std::uint16_t going_away = 1001;

/// A binary packet for a client that cannot take it as it is.
Frame coded(const Frame& packet, Protocol protocol, bool base64) {
  return protocol == Protocol::v3 ? v3::encode_frame(packet, base64) : encode_base64_frame(packet);
}

}  // namespace

WebSocketTransport::WebSocketTransport(Engine& engine, LiveSession& session, ConnId connection, bool base64)
    : engine_(engine), session_(session), connection_(connection), base64_(base64) {}

bool WebSocketTransport::writable() const { return buffered_bytes() == 0; }

std::size_t WebSocketTransport::buffered_bytes() const { return engine_.wire.queued_bytes(connection_); }

void WebSocketTransport::report_drained() { engine_.wire.report_drained(connection_); }

void WebSocketTransport::send(const Frame& packet, bool compress) {
  const bool as_it_is = !packet.binary || (!base64_ && session_.protocol() != Protocol::v3);
  if (compress && as_it_is) {
    engine_.wire.send(connection_, packet);
  } else {
    Frame frame = as_it_is ? packet : coded(packet, session_.protocol(), base64_);
    frame.compress = compress;
    engine_.wire.send(connection_, frame);
  }
  if (buffered_bytes() > engine_.options.max_buffered_bytes) session_.on_overflow();
}

bool WebSocketTransport::close() {
  discard(Farewell::close_packet);
  return true;
}

void WebSocketTransport::discard(Farewell farewell) {
  if (!connection_.valid()) return;
  engine_.owners.detach(connection_);
  const ConnId connection = std::exchange(connection_, {});
  if (farewell == Farewell::none) {
    engine_.wire.abort(connection);
  } else {
    engine_.wire.close(connection, engine_.going_away ? going_away : std::uint16_t{0});
  }
}

void WebSocketTransport::on_frame(Frame&& frame) {
  if (!frame.binary && frame.bytes.view().starts_with(static_cast<char>(PacketType::message))) {
    frame.bytes.remove_prefix(1);
    return session_.on_message(std::move(frame.bytes), false);
  }
  auto packet = session_.protocol() == Protocol::v3 ? v3::decode_frame(std::move(frame))
                                                    : decode_frame(std::move(frame));
  if (!packet) return session_.end(CloseReason::parse_error);
  session_.on_packet(*std::move(packet));
}

void WebSocketTransport::on_closed(ConnId connection, std::error_code reason) {
  if (connection != connection_) return;
  connection_ = {};
  const auto why = reason ? CloseReason::transport_error : CloseReason::transport_close;
  session_.end(why, reason ? reason.message() : std::string{});
}

}  // namespace engineio
