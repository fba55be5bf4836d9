#include "recovery/in_memory_recovery.hpp"

#include <algorithm>
#include <utility>

namespace socketio {

InMemoryRecovery::InMemoryRecovery(base::Timers& timers, const ConnectionStateRecovery& options,
                                   std::chrono::milliseconds unnoticed, LogBudget& budget)
    : timers_(timers),
      keep_sessions_(options.max_disconnection_duration),
      keep_events_(options.max_disconnection_duration + unnoticed),
      offsets_(timers.unix_ms()),
      log_({options.max_log_bytes, {options.max_room_events, options.max_room_bytes}}, budget),
      sessions_(options.max_sessions, options.max_session_bytes) {}

std::string InMemoryRecovery::next_offset() { return offsets_.text(++last_number_); }
std::string InMemoryRecovery::last_offset() const { return offsets_.text(last_number_); }

std::uint64_t InMemoryRecovery::number(const std::string& own_offset) const {
  return offsets_.number(own_offset).value_or(0);
}

void InMemoryRecovery::keep(const EncodedPacket& packet, const BroadcastOptions& options) {
  log_.append(number(packet.offset), packet, options, timers_.now());
  purge_later();
}

void InMemoryRecovery::persist_session(PersistedSession session) {
  sessions_.put(std::move(session), timers_.now() + keep_sessions_);
  purge_later();
}

void InMemoryRecovery::restore_session(const std::string& pid, const std::optional<std::string>& offset,
                                       const Reply& reply) {
  reply(restore(pid, offset));
}

std::optional<RestoredSession> InMemoryRecovery::restore(const std::string& pid,
                                                         const std::optional<std::string>& offset) {
  auto session = sessions_.take(pid, timers_.now());
  if (!session) return std::nullopt;
  const auto from = missed_from(*session, offset);
  if (!from || !log_.reaches_back_to(*from, session->rooms)) return std::nullopt;
  return RestoredSession{std::move(*session), offsets_.text(*from)};
}

std::optional<std::uint64_t> InMemoryRecovery::missed_from(const PersistedSession& session,
                                                           const std::optional<std::string>& offset) const {
  // Nothing was ever sent that has an offset: whatever the client holds for one is from elsewhere.
  if (session.newest.empty()) return number(session.end);
  if (!offset) return number(session.start);
  const auto told = offsets_.number(*offset);
  if (!told || *told > last_number_) return std::nullopt;
  // It had seen everything, so the log need not reach further back than to the loss of the connection.
  if (*told >= number(session.newest)) return number(session.end);
  // A client keeps the offset of an earlier session until it sees an event of this one.
  return std::max(*told, number(session.start));
}

void InMemoryRecovery::replay(const std::string& from, const std::vector<Room>& rooms,
                              const std::function<void(const EncodedPacket&)>& send) {
  log_.replay(number(from), rooms, send);
}

bool InMemoryRecovery::awaits_anybody() {
  sessions_.drop_expired(timers_.now());
  return !sessions_.empty();
}

void InMemoryRecovery::close() {
  sessions_.clear();
  log_.clear();
  purge_timer_.cancel();
}

void InMemoryRecovery::purge_later() {
  constexpr std::chrono::seconds longest{60};
  if (purge_timer_.pending()) return;
  purge_timer_ =
      timers_.after(std::min<base::Timers::Clock::duration>(longest, keep_events_), [this] { purge(); });
}

void InMemoryRecovery::purge() {
  const auto now = timers_.now();
  sessions_.drop_expired(now);
  log_.drop_before(now - keep_events_);
  if (!sessions_.empty() || !log_.empty()) purge_later();
}

}  // namespace socketio
