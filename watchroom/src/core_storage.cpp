// What Core does for rooms that outlive the process, and for events that have to wait for slow work.
#include <algorithm>
#include <utility>
#include <vector>

#include "base/guarded.hpp"
#include "base/log.hpp"
#include "core.hpp"
#include "handlers.hpp"
#include "room_record.hpp"
#include "storage/error.hpp"

namespace watchroom {

std::error_code Core::restore() {
  if (!store_) return {};
  const auto stored = store_->load(room_collection);
  if (!stored) return stored.error();
  std::vector<RoomRecord> records;
  for (const storage::Record& one : *stored) {
    auto record = from_record(one.key, one.bytes);
    if (!record) return storage::Errc::damaged;
    records.push_back(*std::move(record));
  }
  std::sort(records.begin(), records.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  for (RoomRecord& record : records) apply(registry_.restore(std::move(record), moment()));
  base::log::info("watchroom: ", records.size(), " rooms of before are back");
  return {};
}

std::optional<std::string> Core::record(std::string_view room_id) const {
  const Room* const room = registry_.find(room_id);
  return room ? std::optional(to_record(*room)) : std::nullopt;
}

void Core::note_unsaved() {
  for (const RoomId& room_id : registry_.take_unsaved()) {
    if (saver_) saver_->changed(room_id);
  }
}

void Core::when_saved(std::function<void()> fn) {
  if (!saver_) return fn();
  saver_->when_saved(std::move(fn));
}

void Core::close() {
  note_unsaved();
  if (saver_) saver_->close();
}

std::optional<storage::WriteBehindStats> Core::storage_stats() const {
  return saver_ ? std::optional(saver_->stats()) : std::nullopt;
}

void Core::release(const SocketId& socket_id) {
  holds_.let_go(socket_id);
  while (const auto held = holds_.next(socket_id)) {
    socketio::Socket* const socket = find(socket_id);
    if (!socket) return holds_.forget(socket_id);
    const auto argument = socketio::RawJson::trusted(held->argument);
    base::guarded("watchroom: ", held->event, [&] {
      held->handler({*this, *socket, held->event, held->number, argument, held->answer});
    });
  }
}

}  // namespace watchroom
