#include "dispatcher.hpp"

#include "event_table.hpp"
#include "handlers.hpp"

namespace watchroom {
namespace {

Limit limit_of(Traffic traffic) {
  switch (traffic) {
    case Traffic::event:
    case Traffic::request:
      break;
    case Traffic::list:
      return Limit::lists;
    case Traffic::heartbeat:
      return Limit::heartbeats;
    case Traffic::signal:
      return Limit::signals;
    case Traffic::audio:
      return Limit::audio;
  }
  return Limit::events;
}

void answer_later(const Request& request) {
  if (!request.answer) return;
  Core& core = request.core;
  core.late_answers().add(request.sender.id(), core.throttle().list_delay(request.sender),
                          [&core, id = request.sender.id(), answer = request.answer] {
                            socketio::Socket* const socket = core.find(id);
                            if (!socket) return;
                            core.throttle().count_list(*socket);
                            answer(core.room_list());
                          });
}

void turn_down(const Request& request, Traffic traffic) {
  request.limited(limit_of(traffic));
  if (traffic == Traffic::list) return answer_later(request);
  if (traffic == Traffic::request) request.answer(failure(errors::too_often));
}

/// Events and audio go to everybody in the room.
bool may_relay(const Request& request, Traffic traffic) {
  if (traffic != Traffic::event && traffic != Traffic::audio) return true;
  const auto seat = request.seat();
  if (!seat || request.core.throttle().relays(*seat)) return true;
  request.limited(Limit::relays);
  return false;
}

}  // namespace

void dispatch(Core& core, socketio::Socket& socket, const socketio::Event& event) {
  const ServedEvent& served = find_event(event.name);
  core.counts().received(served.number);
  if (served.handle == nullptr) return;
  const socketio::RawJson argument = event.args[0];
  if (!argument.attachments().empty()) return;  // no event of the protocol is binary
  const Request request{core, socket, event.name, served.number, argument, socketio::Ack<Json>(event.ack)};
  if (!core.throttle().admits(socket, served.traffic)) return turn_down(request, served.traffic);
  if (core.holds().keep(socket.id(), served.handle, event.name, served.number, argument, request.answer))
    return;
  if (may_relay(request, served.traffic)) served.handle(request);
}

}  // namespace watchroom
