// watchroom/holds.hpp - events of connections for which something slow is under way.
//
// While a connection's password is checked, or its new room is saved, what it sends meanwhile waits, so that
// everything of one connection happens in its order. Connections that are not held cost one look into an
// empty table.
//
// Thread: hub. Lifetime: owned by Core.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "answers.hpp"
#include "domain/string_table.hpp"
#include "event_counts.hpp"
#include "socketio/ack.hpp"
#include "socketio/json.hpp"

namespace watchroom {

struct Request;
using Handler = void (*)(const Request&);

/// One event with memory of its own.
struct HeldEvent {
  Handler handler;
  std::string event;
  EventNumber number;
  std::string argument;  ///< JSON text
  socketio::Ack<Json> answer;
};

class Holds {
 public:
  /// From here on its events wait. Once more is another time to let go. @return for holds().
  std::uint64_t hold(std::string_view socket);
  /// False when the connection that was held then has ended, though its socket may be back.
  bool holds(std::string_view socket, std::uint64_t hold) const;
  /// @return false when it may be handled now. An event too many is dropped.
  bool keep(std::string_view socket, Handler handler, std::string_view event, EventNumber number,
            const socketio::RawJson& argument, const socketio::Ack<Json>& answer);
  /// The opposite of hold().
  void let_go(std::string_view socket);
  /// The oldest event of a connection that is not held any more.
  std::optional<HeldEvent> next(std::string_view socket);
  /// The connection has ended.
  void forget(std::string_view socket);

 private:
  struct Held {
    std::uint64_t number = 0;
    int depth = 0;
    std::size_t bytes = 0;
    std::deque<HeldEvent> events;
  };

  std::uint64_t made_ = 0;
  StringTable<Held> held_;
};

}  // namespace watchroom
