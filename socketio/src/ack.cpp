#include "socketio/ack.hpp"

#include "client.hpp"
#include "socketio/namespace.hpp"

namespace socketio {

struct AckReply::State {
  Namespace& nsp;
  SocketHandle socket;
  std::uint64_t id;
  bool used = false;
};

AckReply::AckReply(Namespace& nsp, SocketHandle socket, std::uint64_t id)
    : state_(std::make_shared<State>(State{nsp, socket, id})) {}

bool AckReply::claim() const { return state_ && !std::exchange(state_->used, true); }

void AckReply::send_json(const JsonWriter& out) const {
  Socket* socket = state_->nsp.find(state_->socket);
  if (!socket || !socket->connected()) return;
  socket->send_packet(
      encode_packet(PacketType::ack, state_->nsp.name(), state_->id, out.text(), out.attachments()), {});
}

}  // namespace socketio
