// watchroom/room_list.hpp - what room:list answers, kept from one list to the next.
//
// Pages that show the list ask for it every few seconds, and it is the largest thing they are sent. Between
// two lists few rooms change: only those are written again, the text of the others is copied. Where a film
// runs, its position in the text is replaced, once a second at most.
//
// A list is bounded: whoever asks must be able to take it, however many rooms with long states somebody made.
// In the order of creation, rooms are listed as they are in the first half of the bound, without their states
// (`"currentState":null`) in the second, and not at all beyond.
//
// Memory: the last list, and for as long as it takes to make one, the next. Thread: hub.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "answers.hpp"
#include "domain/registry.hpp"
#include "timeline.hpp"

namespace watchroom {

class RoomList {
 public:
  explicit RoomList(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  /// [...]: the rooms that are listed, with films where they are at `unix_ms`, to the second. Good until the
  /// next call.
  /// @pre always the same registry.
  const Json& of(const Registry& registry, std::int64_t unix_ms);
  /// Whether the last list has all of what there is to list.
  bool complete() const { return complete_; }

 private:
  /// Which part of the text shows which state of a room.
  struct Piece {
    std::uint64_t room;  ///< its number; pieces are in the order of creation, as rooms are
    std::uint64_t revision;
    std::size_t begin;
    std::size_t end;
    bool without_state;
    std::optional<RunningPosition> film =
        {};  ///< as in the room's state, but for begin and end: in the piece
  };

  bool needs_shortening(const Room& room, std::size_t length) const;
  void copy(socketio::JsonWriter& out, const Piece& old, Piece& made) const;
  void write(socketio::JsonWriter& out, const Room& room, Piece& made) const;

  const std::size_t max_bytes_;
  Json list_{"[]"};
  std::vector<Piece> pieces_;
  std::uint64_t revision_ = 0;  ///< of the registry when the list was made
  std::int64_t second_ms_ = 0;  ///< the Unix time, in whole seconds, at which it is right
  bool films_run_ = false;      ///< another second makes another list
  bool complete_ = true;
};

}  // namespace watchroom
