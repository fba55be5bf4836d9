#include "socketio/broadcast_operator.hpp"

#include "ack_table.hpp"
#include "broadcast_acks.hpp"
#include "guard.hpp"
#include "reserved.hpp"
#include "socketio/namespace.hpp"
#include "socketio/remote_socket.hpp"

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
  JsonWriter out;
  if (Namespace* nsp = nsp_.get()) {
    out = nsp->begin_array();
  } else {
    out.begin_array();
  }
  out.string(event);
  return out;
}

void BroadcastOperator::broadcast(JsonWriter out) const {
  Namespace* const nsp = nsp_.get();
  if (!nsp) return;
  nsp->adapter().broadcast(out.view(), options_);
  nsp->recycle(std::move(out));
}

void BroadcastOperator::broadcast_with_ack(JsonWriter out, std::chrono::milliseconds deadline,
                                           BroadcastAckHandler handler) const {
  Namespace* const nsp = nsp_.get();
  if (!nsp) return guarded("acknowledgement", [&] { handler(Errc::disconnected, {}); });
  if (auto collector = nsp->acks_->gather(deadline, std::move(handler))) {
    Adapter& adapter = nsp->adapter();
    adapter.server_count(options_, [collector](std::size_t count) { collector->expect_servers(count); });
    adapter.broadcast_with_ack(out.view(), options_, deadline, std::move(collector));
  }
  nsp->recycle(std::move(out));
}

void BroadcastOperator::sockets_join(std::string_view room) const { sockets_join(std::vector{Room(room)}); }

void BroadcastOperator::sockets_join(const std::vector<Room>& rooms) const {
  for (const Room& room : rooms) require_room(room);
  if (Namespace* nsp = nsp_.get()) nsp->adapter().add_sockets(options_, rooms);
}

void BroadcastOperator::sockets_leave(std::string_view room) const { sockets_leave(std::vector{Room(room)}); }

void BroadcastOperator::sockets_leave(const std::vector<Room>& rooms) const {
  for (const Room& room : rooms) require_room(room);
  if (Namespace* nsp = nsp_.get()) nsp->adapter().del_sockets(options_, rooms);
}

void BroadcastOperator::disconnect_sockets(bool close) const {
  if (Namespace* nsp = nsp_.get()) nsp->adapter().disconnect_sockets(options_, close);
}

void BroadcastOperator::fetch_sockets(FetchHandler handler, std::chrono::milliseconds deadline) const {
  if (Namespace* nsp = nsp_.get())
    return nsp->adapter().fetch_sockets(options_, deadline, std::move(handler));
  guarded("fetch_sockets", [&] { handler({}, {}); });
}

std::vector<SocketId> BroadcastOperator::socket_ids() const {
  std::vector<SocketId> ids;
  Namespace* const nsp = nsp_.get();
  if (nsp) nsp->adapter().for_each(options_, [&](Socket& socket) { ids.push_back(socket.id()); });
  return ids;
}

}  // namespace socketio
