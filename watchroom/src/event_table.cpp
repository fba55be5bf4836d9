#include "event_table.hpp"

#include "domain/string_table.hpp"

namespace watchroom {
namespace {

struct EventTable {
  std::vector<std::string_view> names{"other"};
  StringTable<ServedEvent> served;
  ServedEvent other;

  EventTable() {
    for (const auto& group : {room_handlers(), playback_handlers(), music_handlers(), screen_handlers(),
                              voice_handlers(), chat_handlers()}) {
      for (const EventHandler& handler : group) {
        served.emplace(handler.event,
                       ServedEvent{handler.handle, static_cast<EventNumber>(names.size()), handler.traffic});
        names.push_back(handler.event);
      }
    }
    for (const std::string_view name : {"error", "heartbeat:pong", "room:deleted", "room:member-joined",
                                        "room:member-left", "state:cleared"}) {
      names.push_back(name);
    }
  }
};

const EventTable& table() {
  static const EventTable instance;
  return instance;
}

}  // namespace

const ServedEvent& find_event(std::string_view name) {
  const auto found = table().served.find(name);
  return found == table().served.end() ? table().other : found->second;
}

const std::vector<std::string_view>& event_names() { return table().names; }

}  // namespace watchroom
