// How far behind a client is: what its connection says, handed to its sockets.
#include <utility>
#include <vector>

#include "client.hpp"
#include "guard.hpp"
#include "listeners.hpp"
#include "socketio/socket.hpp"

namespace socketio {

bool Socket::writable() const { return reachable() && client_->session().writable(); }

std::size_t Socket::buffered_bytes() const { return client_ ? client_->session().buffered_bytes() : 0; }

void Socket::on_high_water(std::function<void()> listener) {
  Listeners& all = listeners();
  all.flow().append(all.new_token(), std::move(listener), Listeners::high_water);
}

void Socket::on_drain(std::function<void()> listener) {
  Listeners& all = listeners();
  all.flow().append(all.new_token(), std::move(listener), Listeners::drained);
}

void Socket::call_flow_listeners(std::uint32_t key) {
  if (!connected() || !listens_to_flow()) return;
  const std::string_view what = key == Listeners::drained ? "on_drain" : "on_high_water";
  listeners_->optional->flow->visit(key, [&](std::uint32_t, const FlowListener& listener) {
    guarded(what, [&] { listener(); });
    return connected();
  });
}

void Client::on_high_water() { tell_sockets(Socket::Listeners::high_water); }

void Client::on_drain() { tell_sockets(Socket::Listeners::drained); }

void Client::tell_sockets(std::uint32_t key) {
  // One by one, because a listener may disconnect itself and others.
  std::vector<Socket*> sockets;
  for (const Entry& entry : entries_) {
    if (entry.socket->listens_to_flow()) sockets.push_back(entry.socket);
  }
  for (Socket* const socket : sockets) {
    if (find(*socket)) socket->call_flow_listeners(key);
  }
}

bool Socket::listens_to_flow() const {
  return listeners_ && listeners_->optional && listeners_->optional->flow;
}

}  // namespace socketio
