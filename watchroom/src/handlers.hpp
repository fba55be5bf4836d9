// watchroom/handlers.hpp - one event of one page, and the functions that handle the events.
//
// Each handler checks the sender's place and the argument, changes the rules' state, and says what is sent
// to whom. What is not allowed or not valid is ignored; where the page asked for an answer and the protocol
// has one, it gets it.
//
// Protocol: "Client -> server events". Thread: hub.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "answers.hpp"
#include "core.hpp"
#include "socketio/ack.hpp"
#include "socketio/json.hpp"
#include "socketio/socket.hpp"

namespace watchroom {

/// Lifetime: the handler's run.
struct Request {
  Core& core;
  socketio::Socket& sender;
  std::string_view event;
  EventNumber number;          ///< of the event
  socketio::RawJson argument;  ///< the first one; null when there is none
  socketio::Ack<Json> answer;

  /// Where the sender sits.
  std::optional<Seat> seat() const;
  /// As seat(), for owners.
  std::optional<Seat> owner_seat() const;
  /// What the sender is called: as it says itself, or as its signed token says.
  std::string name_or(std::string own) const;
  /// Everybody in the room but the sender.
  socketio::BroadcastOperator to_others(const Room& room) const;
  /// Everybody in the room, for this event.
  socketio::BroadcastOperator to_all(const Room& room) const;
  /// One connection, for this event.
  void count_sent() const { core.counts().sent(number); }
  const Limits& limits() const { return core.config().limits; }
  /// A limit keeps the server from doing what was asked: counts it, and logs it now and then.
  void limited(Limit limit) const;
};

struct EventHandler {
  std::string_view event;
  Handler handle;
  Traffic traffic = Traffic::event;
};

std::span<const EventHandler> room_handlers();
std::span<const EventHandler> playback_handlers();
std::span<const EventHandler> music_handlers();
std::span<const EventHandler> screen_handlers();
std::span<const EventHandler> voice_handlers();
std::span<const EventHandler> chat_handlers();

}  // namespace watchroom
