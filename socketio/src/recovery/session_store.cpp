#include "recovery/session_store.hpp"

#include <utility>

#include "base/log.hpp"

namespace socketio {
namespace {

std::size_t bytes_of(const PersistedSession& session) {
  std::size_t bytes = sizeof(session) + session.sid.size() + session.pid.size();
  for (const Room& room : session.rooms) bytes += sizeof(Room) + room.size();
  return bytes;
}

}  // namespace

void SessionStore::put(PersistedSession session, Time expires) {
  if (bytes_of(session) > max_bytes_) {
    base::log::debug("socketio: a session with ", session.rooms.size(), " rooms is too large to be kept");
    return;
  }
  if (sessions_.size() >= max_sessions_) drop_oldest();
  const auto at = sessions_.insert(sessions_.end(), {std::move(session), expires});
  by_pid_.emplace(at->session.pid, at);
}

std::optional<PersistedSession> SessionStore::take(std::string_view pid, Time now) {
  const auto found = by_pid_.find(pid);
  if (found == by_pid_.end()) return std::nullopt;
  const auto at = found->second;
  by_pid_.erase(found);
  std::optional<PersistedSession> session;
  if (now <= at->expires) session = std::move(at->session);
  sessions_.erase(at);
  return session;
}

void SessionStore::drop_expired(Time now) {
  while (!sessions_.empty() && sessions_.front().expires < now) drop_oldest();
}

void SessionStore::clear() {
  by_pid_.clear();
  sessions_.clear();
}

void SessionStore::drop_oldest() {
  by_pid_.erase(sessions_.front().session.pid);
  sessions_.pop_front();
}

}  // namespace socketio
