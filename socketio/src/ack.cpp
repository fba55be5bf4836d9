#include "socketio/ack.hpp"

#include <utility>

#include "client.hpp"
#include "socketio/namespace.hpp"

namespace socketio {

AckReply::AckReply(const AckReply& other) : nsp_(other.nsp_), socket_(other.socket_), id_(other.id_) {
  if (!nsp_.named()) return;
  if (!other.shared_used_) other.shared_used_ = std::make_shared<bool>(other.used_);
  shared_used_ = other.shared_used_;
}

AckReply& AckReply::operator=(AckReply other) noexcept {
  nsp_ = std::move(other.nsp_);
  socket_ = other.socket_;
  id_ = other.id_;
  used_ = other.used_;
  shared_used_ = std::move(other.shared_used_);
  return *this;
}

bool AckReply::claim() const {
  return nsp_.get() != nullptr && !std::exchange(shared_used_ ? *shared_used_ : used_, true);
}

JsonWriter AckReply::begin_array() const { return nsp_.get()->begin_array(); }

void AckReply::send_json(JsonWriter out) const {
  Namespace& nsp = *nsp_.get();
  if (socket_ == SocketHandle()) nsp.adapter().answer_server_side(id_, out.view());
  Socket* socket = nsp.find(socket_);
  if (socket && socket->connected()) {
    socket->send_packet(nsp.parser_.encode(PacketType::ack, nsp.name(), id_, out.text(), out.attachments()),
                        {});
  }
  nsp.recycle(std::move(out));
}

}  // namespace socketio
