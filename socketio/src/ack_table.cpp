#include "ack_table.hpp"

#include <algorithm>

#include "guard.hpp"
#include "socketio/error.hpp"
#include "socketio/namespace.hpp"

namespace socketio {

std::optional<std::uint64_t> AckTable::add(std::vector<SocketHandle> from, std::chrono::milliseconds deadline,
                                           Waiting waiting) {
  if (waiting_.size() >= limit_) {
    call(waiting, Errc::timed_out, Args());
    return std::nullopt;
  }
  const std::uint64_t id = next_id_++;
  if (from.empty()) deadline = std::chrono::milliseconds::zero();
  const std::error_code verdict = from.empty() ? std::error_code() : make_error_code(Errc::timed_out);
  waiting.from = std::move(from);
  waiting.deadline = timers_.after(deadline, [this, id, verdict] { finish(id, verdict, Args()); });
  waiting_.emplace(id, std::move(waiting));
  return id;
}

std::optional<std::uint64_t> AckTable::expect(Socket& socket, std::chrono::milliseconds deadline,
                                              AckHandler handler) {
  Waiting waiting;
  waiting.single = std::move(handler);
  const auto id = add({socket.handle_}, deadline, std::move(waiting));
  if (id) socket.pending_acks_.push_back(*id);
  return id;
}

std::optional<std::uint64_t> AckTable::expect(const std::vector<Socket*>& sockets,
                                              std::chrono::milliseconds deadline,
                                              BroadcastAckHandler handler) {
  Waiting waiting;
  waiting.broadcast = std::move(handler);
  std::vector<SocketHandle> from;
  from.reserve(sockets.size());
  for (const Socket* socket : sockets) from.push_back(socket->handle_);
  const auto id = add(std::move(from), deadline, std::move(waiting));
  if (!id) return id;
  for (Socket* socket : sockets) socket->pending_acks_.push_back(*id);
  return id;
}

void AckTable::answer(Socket& socket, std::uint64_t id, const Args& args) {
  if (std::erase(socket.pending_acks_, id) == 0) return;
  const auto found = waiting_.find(id);
  if (found == waiting_.end()) return;
  Waiting& waiting = found->second;
  if (waiting.single) return finish(id, {}, args);
  std::erase(waiting.from, socket.handle_);
  const RawJson first = args[0];
  waiting.answers.push_back(
      {std::string(first.text()), {first.attachments().begin(), first.attachments().end()}});
  if (waiting.from.empty()) finish(id, {}, Args());
}

void AckTable::forget(Socket& socket) {
  for (const std::uint64_t id : std::exchange(socket.pending_acks_, {})) {
    const auto found = waiting_.find(id);
    if (found == waiting_.end()) continue;
    if (found->second.single) {
      finish(id, Errc::disconnected, Args());
      continue;
    }
    std::erase(found->second.from, socket.handle_);
    if (found->second.from.empty()) finish(id, {}, Args());
  }
}

void AckTable::finish(std::uint64_t id, std::error_code error, const Args& args) {
  auto node = waiting_.extract(id);
  if (node.empty()) return;
  Waiting waiting = std::move(node.mapped());
  for (const SocketHandle handle : waiting.from) {
    if (Socket* socket = nsp_.find(handle)) std::erase(socket->pending_acks_, id);
  }
  call(waiting, error, args);
}

void AckTable::call(Waiting& waiting, std::error_code error, const Args& args) {
  if (waiting.single) return guarded("acknowledgement", [&] { waiting.single(error, args); });
  std::vector<RawJson> answers;
  answers.reserve(waiting.answers.size());
  for (const Answer& answer : waiting.answers) {
    answers.push_back(RawJson::trusted(answer.json, answer.attachments));
  }
  guarded("acknowledgement", [&] { waiting.broadcast(error, std::move(answers)); });
}

}  // namespace socketio
