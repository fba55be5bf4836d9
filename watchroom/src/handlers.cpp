#include "handlers.hpp"

namespace watchroom {

std::optional<Seat> Request::seat() const { return core.registry().seat(sender.id()); }

std::optional<Seat> Request::owner_seat() const {
  const auto found = seat();
  return found && found->is_owner() ? found : std::nullopt;
}

std::string Request::name_or(std::string own) const {
  const std::string& name = sender.data<Guest>().name;
  if (name.empty()) return own;
  return name;
}

void Request::limited(Limit limit) const {
  core.tally().limited(limit);
  RefusalLog& log = core.refusal_log();
  const std::string_view address = sender.handshake().address();
  if (!log.wants(address)) return;
  log.write("over the limit of " + std::string(to_string(limit)) + ": " + std::string(address) + ", " +
            sender.id());
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
