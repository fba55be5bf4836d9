#include "socketio/broadcast_operator.hpp"

#include "ack_table.hpp"
#include "reserved.hpp"
#include "socketio/namespace.hpp"

namespace socketio {

BroadcastOperator BroadcastOperator::to(std::string_view room) const {
  require_room(room);
  BroadcastOperator wider = *this;
  wider.options_.rooms.emplace_back(room);
  return wider;
}

BroadcastOperator BroadcastOperator::to(std::initializer_list<std::string_view> rooms) const {
  BroadcastOperator wider = *this;
  for (const std::string_view room : rooms) wider = wider.to(room);
  return wider;
}

BroadcastOperator BroadcastOperator::to(const std::vector<Room>& rooms) const {
  BroadcastOperator wider = *this;
  for (const Room& room : rooms) wider = wider.to(room);
  return wider;
}

BroadcastOperator BroadcastOperator::except(std::string_view room) const {
  require_room(room);
  BroadcastOperator narrower = *this;
  narrower.options_.except.emplace_back(room);
  return narrower;
}

BroadcastOperator BroadcastOperator::except(std::initializer_list<std::string_view> rooms) const {
  BroadcastOperator narrower = *this;
  for (const std::string_view room : rooms) narrower = narrower.except(room);
  return narrower;
}

BroadcastOperator BroadcastOperator::except(const std::vector<Room>& rooms) const {
  BroadcastOperator narrower = *this;
  for (const Room& room : rooms) narrower = narrower.except(room);
  return narrower;
}

BroadcastOperator BroadcastOperator::local() const {
  BroadcastOperator flagged = *this;
  flagged.options_.flags.local = true;
  return flagged;
}

BroadcastOperator BroadcastOperator::volatile_() const {
  BroadcastOperator flagged = *this;
  flagged.options_.flags.volatile_ = true;
  return flagged;
}

BroadcastOperator BroadcastOperator::compress(bool on) const {
  BroadcastOperator flagged = *this;
  flagged.options_.flags.compress = on;
  return flagged;
}

TimedBroadcast BroadcastOperator::timeout(std::chrono::milliseconds deadline) const {
  return {*this, deadline};
}

JsonWriter BroadcastOperator::begin_event(std::string_view event) const {
  require_event_name(event);
  JsonWriter out = nsp_->begin_array();
  out.string(event);
  return out;
}

void BroadcastOperator::broadcast(JsonWriter out) const {
  if (nsp_->outgoing_listeners_ > 0) {
    nsp_->adapter().for_each(options_, [&](Socket& socket) { socket.notify_outgoing(out); });
  }
  nsp_->adapter().broadcast(encode_packet(PacketType::event, nsp_->name(), {}, out.text(), out.attachments()),
                            options_);
  nsp_->recycle(std::move(out));
}

void BroadcastOperator::broadcast_with_ack(JsonWriter out, std::chrono::milliseconds deadline,
                                           BroadcastAckHandler handler) const {
  std::vector<Socket*> targets;
  nsp_->adapter().for_each(options_, [&](Socket& socket) { targets.push_back(&socket); });
  const auto id = nsp_->acks_->expect(targets, deadline, std::move(handler));
  if (!id) return;
  const EncodedPacket packet =
      encode_packet(PacketType::event, nsp_->name(), id, out.text(), out.attachments());
  for (Socket* socket : targets) {
    socket->notify_outgoing(out);
    socket->send_packet(packet, options_.flags);
  }
  nsp_->recycle(std::move(out));
}

void BroadcastOperator::sockets_join(std::string_view room) const {
  require_room(room);
  nsp_->adapter().for_each(options_, [&](Socket& socket) { socket.join(room); });
}

void BroadcastOperator::sockets_leave(std::string_view room) const {
  require_room(room);
  nsp_->adapter().for_each(options_, [&](Socket& socket) { socket.leave(room); });
}

void BroadcastOperator::disconnect_sockets(bool close) const {
  nsp_->adapter().for_each(options_, [&](Socket& socket) { socket.disconnect(close); });
}

std::vector<SocketId> BroadcastOperator::socket_ids() const {
  std::vector<SocketId> ids;
  nsp_->adapter().for_each(options_, [&](Socket& socket) { ids.push_back(socket.id()); });
  return ids;
}

}  // namespace socketio
