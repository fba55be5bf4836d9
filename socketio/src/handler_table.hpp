// socketio/src/handler_table.hpp - the event handlers of one socket.
//
// Handlers may add and remove handlers while they run, as CallList allows. Thread: hub.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "call_list.hpp"
#include "event_names.hpp"
#include "socketio/handler.hpp"

namespace socketio {

class HandlerTable {
 public:
  /// `names` must outlive the table.
  explicit HandlerTable(EventNames& names) : names_(names) {}
  ~HandlerTable();
  HandlerTable(const HandlerTable&) = delete;
  HandlerTable& operator=(const HandlerTable&) = delete;

  /// @pre the token is not 0 and unique in this table.
  void add(std::uint32_t token, std::string_view event, std::unique_ptr<EventHandler> handler);
  void remove(std::string_view event);
  /// @return false: unknown.
  bool remove(std::uint32_t token);
  /// Calls fn(EventHandler&, bool only_one) for each handler of the event, in order, until it returns false.
  /// Those for one event only are removed before they run.
  template <class Fn>
  void visit(std::string_view event, Fn&& fn) {
    const std::uint32_t name = names_.find(event);
    if (name == EventNames::unknown) return;
    const bool only_one = handlers_.count(name) == 1;
    handlers_.visit(name, [&](std::uint32_t token, EventHandler& handler) {
      if (handler.once) remove(token);
      return fn(handler, only_one);
    });
  }

 private:
  EventNames& names_;
  CallList<EventHandler> handlers_;  // by the number of the event's name
};

}  // namespace socketio
