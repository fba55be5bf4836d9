#include "signals.hpp"

#include <algorithm>

#include "payloads.hpp"

namespace watchroom {
namespace {

/// Ids are letters, digits, '-' and '_', so the JSON text of one needs no decoding.
std::string_view target_of(const socketio::RawJson& argument) {
  const auto target = argument.member("targetUserId");
  if (!target || !target->is_string()) return {};
  const std::string_view quoted = target->text();
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

const Room* own_room(const Request& request) {
  const auto seat = request.seat();
  return seat ? seat->room : nullptr;
}

void forward(const Request& request, std::initializer_list<const Room*> rooms, std::string_view key,
             std::size_t max_bytes) {
  const std::string_view target = target_of(request.argument);
  const Registry& registry = request.core.registry();
  const bool reachable = std::any_of(
      rooms.begin(), rooms.end(), [&](const Room* room) { return room && registry.belongs(target, *room); });
  if (!reachable) return;
  const auto value = request.argument.member(key);
  if (!value || value->text().size() > max_bytes) return;
  if (socketio::Socket* const socket = request.core.find(target)) {
    request.count_sent();
    socket->emit(request.event, FromUser{request.sender.id(), key, value->text()});
  }
}

}  // namespace watchroom
