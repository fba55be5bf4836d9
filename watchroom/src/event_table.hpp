// watchroom/event_table.hpp - the events that pages may send, and the numbers under which events are counted.
//
// Thread: any (never changes).
#pragma once

#include <string_view>
#include <vector>

#include "handlers.hpp"

namespace watchroom {

/// What happens with an event of a page.
struct ServedEvent {
  Handler handle = nullptr;  ///< null: nothing
  EventNumber number = 0;
  Traffic traffic = Traffic::event;  ///< what it costs
};

/// The event of that name; a ServedEvent for "other" when no page of ours sends it.
const ServedEvent& find_event(std::string_view name);
/// By number: "other", then those that pages send, then those that only the server sends.
const std::vector<std::string_view>& event_names();

}  // namespace watchroom
