#include "ack_table.hpp"

#include <algorithm>
#include <utility>

#include "guard.hpp"
#include "socketio/error.hpp"
#include "socketio/namespace.hpp"

namespace socketio {

AckTable::~AckTable() {
  for (const auto& [number, gathered] : broadcasts_) gathered->abandon();
}

std::uint64_t AckTable::add(std::chrono::milliseconds deadline, Waiting waiting) {
  const std::uint64_t id = next_id_++;
  waiting.deadline = timers_.after(deadline, [this, id] { finish(id, Errc::timed_out, Args()); });
  waiting_.emplace(id, std::move(waiting));
  return id;
}

std::optional<std::uint64_t> AckTable::expect(Socket& socket, std::chrono::milliseconds deadline,
                                              AckHandler handler) {
  if (full()) {
    guarded("acknowledgement", [&] { handler(Errc::timed_out, Args()); });
    return std::nullopt;
  }
  const std::uint64_t id = add(deadline, {std::move(handler), nullptr, {socket.handle_}, {}});
  socket.pending_acks_.push_back(id);
  return id;
}

std::uint64_t AckTable::expect(const std::vector<Socket*>& sockets, std::chrono::milliseconds deadline,
                               std::shared_ptr<AckCollector> collector) {
  std::vector<SocketHandle> from;
  from.reserve(sockets.size());
  for (const Socket* socket : sockets) from.push_back(socket->handle_);
  const std::uint64_t id = add(deadline, {nullptr, std::move(collector), std::move(from), {}});
  for (Socket* socket : sockets) socket->pending_acks_.push_back(id);
  return id;
}

std::shared_ptr<BroadcastAcks> AckTable::gather(std::chrono::milliseconds deadline,
                                                BroadcastAckHandler handler) {
  if (full()) {
    guarded("acknowledgement", [&] { handler(Errc::timed_out, {}); });
    return nullptr;
  }
  const std::uint64_t number = next_broadcast_++;
  auto gathered = std::make_shared<BroadcastAcks>(timers_, deadline, std::move(handler),
                                                  [this, number] { broadcasts_.erase(number); });
  broadcasts_.emplace(number, gathered);
  return gathered;
}

void AckTable::answer(Socket& socket, std::uint64_t id, const Args& args) {
  if (std::erase(socket.pending_acks_, id) == 0) return;
  if (const auto collector = strike(socket, id)) return collector->answer(args[0]);
  finish(id, {}, args);
}

void AckTable::forget(Socket& socket) {
  for (const std::uint64_t id : std::exchange(socket.pending_acks_, {})) {
    if (const auto collector = strike(socket, id)) {
      collector->gone();
    } else {
      finish(id, Errc::disconnected, Args());
    }
  }
}

void AckTable::close() {
  while (!waiting_.empty()) finish(waiting_.begin()->first, Errc::disconnected, Args());
  while (!broadcasts_.empty()) {
    const auto gathered = broadcasts_.begin()->second;
    gathered->finish(gathered->complete() ? std::error_code() : make_error_code(Errc::disconnected));
  }
}

std::shared_ptr<AckCollector> AckTable::strike(Socket& socket, std::uint64_t id) {
  const auto found = waiting_.find(id);
  if (found == waiting_.end()) return nullptr;
  auto collector = found->second.collector;
  if (!collector) return nullptr;
  std::erase(found->second.from, socket.handle_);
  if (found->second.from.empty()) waiting_.erase(found);
  return collector;
}

void AckTable::finish(std::uint64_t id, std::error_code error, const Args& args) {
  auto node = waiting_.extract(id);
  if (node.empty()) return;
  const Waiting waiting = std::move(node.mapped());
  for (const SocketHandle handle : waiting.from) {
    if (Socket* socket = nsp_.find(handle)) std::erase(socket->pending_acks_, id);
  }
  if (waiting.single) guarded("acknowledgement", [&] { waiting.single(error, args); });
}

}  // namespace socketio
