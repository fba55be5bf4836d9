#include "holds.hpp"

#include <utility>

#include "base/log.hpp"

namespace watchroom {
namespace {

/// A page sends a heartbeat and now and then something else; in the time of a check few of them.
constexpr std::size_t max_events = 64;
constexpr std::size_t max_bytes = 256 * 1024;

}  // namespace

std::uint64_t Holds::hold(std::string_view socket) {
  Held& held = held_[std::string(socket)];
  if (held.depth++ == 0) held.number = ++made_;
  return held.number;
}

bool Holds::holds(std::string_view socket, std::uint64_t hold) const {
  const auto found = held_.find(socket);
  return found != held_.end() && found->second.number == hold;
}

bool Holds::keep(std::string_view socket, Handler handler, std::string_view event, EventNumber number,
                 const socketio::RawJson& argument, const socketio::Ack<Json>& answer) {
  if (held_.empty()) return false;
  const auto found = held_.find(socket);
  if (found == held_.end()) return false;
  Held& held = found->second;
  const std::size_t bytes = argument.text().size();
  if (held.events.size() >= max_events || held.bytes + bytes > max_bytes) {
    base::log::debug("watchroom: ", socket, " sent too much while it had to wait, dropped: ", event);
    return true;
  }
  held.bytes += bytes;
  held.events.push_back({handler, std::string(event), number, std::string(argument.text()), answer});
  return true;
}

void Holds::let_go(std::string_view socket) {
  if (const auto found = held_.find(socket); found != held_.end()) --found->second.depth;
}

std::optional<HeldEvent> Holds::next(std::string_view socket) {
  const auto found = held_.find(socket);
  if (found == held_.end() || found->second.depth > 0) return std::nullopt;
  Held& held = found->second;
  if (held.events.empty()) {
    held_.erase(found);
    return std::nullopt;
  }
  HeldEvent event = std::move(held.events.front());
  held.events.pop_front();
  held.bytes -= event.argument.size();
  return event;
}

void Holds::forget(std::string_view socket) {
  if (const auto found = held_.find(socket); found != held_.end()) held_.erase(found);
}

}  // namespace watchroom
