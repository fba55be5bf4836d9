#include "session_table.hpp"

#include <utility>

#include "base/check.hpp"
#include "live_session.hpp"

namespace engineio {

SessionTable::SessionTable(base::Timers& timers) : timers_(timers) {}
SessionTable::~SessionTable() = default;

std::string_view SessionTable::id_of(const std::unique_ptr<LiveSession>& session) { return session->id(); }

LiveSession& SessionTable::add(std::unique_ptr<LiveSession> session) {
  LiveSession& added = *session;
  const bool inserted = by_id_.insert(std::move(session)).second;
  BASE_CHECK(inserted);
  return added;
}

void SessionTable::bury(LiveSession& session) {
  const auto found = by_id_.find(std::string_view(session.id()));
  BASE_CHECK(found != by_id_.end());
  auto node = by_id_.extract(found);
  std::erase(to_flush_, &session);
  graveyard_.push_back(std::move(node.value()));
  arm();
}

LiveSession* SessionTable::find(std::string_view sid) const {
  const auto found = by_id_.find(sid);
  return found == by_id_.end() ? nullptr : found->get();
}

std::vector<LiveSession*> SessionTable::snapshot() const {
  std::vector<LiveSession*> sessions;
  sessions.reserve(by_id_.size());
  for (const auto& entry : by_id_) sessions.push_back(entry.get());
  return sessions;
}

void SessionTable::flush_later(LiveSession& session) {
  to_flush_.push_back(&session);
  arm();
}

void SessionTable::arm() {
  if (!end_of_turn_.pending()) end_of_turn_ = timers_.after({}, [this] { end_turn(); });
}

void SessionTable::end_turn() {
  flushing_.swap(to_flush_);
  // A flush may end sessions, also ones further down this list: they stay in the graveyard until below.
  for (LiveSession* session : flushing_) session->flush();
  flushing_.clear();
  const auto dead = std::exchange(graveyard_, {});
}

}  // namespace engineio
