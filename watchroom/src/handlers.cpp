#include "handlers.hpp"

#include "domain/string_table.hpp"

namespace watchroom {

std::optional<Seat> Request::seat() const { return core.registry().seat(sender.id()); }

std::optional<Seat> Request::owner_seat() const {
  const auto found = seat();
  return found && found->is_owner() ? found : std::nullopt;
}

socketio::BroadcastOperator Request::to_others(const Room& room) const {
  count_sent();
  return sender.to(room.id);
}

socketio::BroadcastOperator Request::to_all(const Room& room) const {
  count_sent();
  return core.in(room);
}

}  // namespace watchroom
