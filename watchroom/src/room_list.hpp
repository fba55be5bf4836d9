// watchroom/room_list.hpp - what room:list answers, kept from one list to the next.
//
// Pages that show the list ask for it every few seconds, and it is the largest thing they are sent. Between
// two lists few rooms change: only those are written again, the text of the others is copied.
//
// Memory: the last list, and for as long as it takes to make one, the next. Thread: hub.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "answers.hpp"
#include "domain/registry.hpp"

namespace watchroom {

class RoomList {
 public:
  /// [...]: the rooms that are listed. Good until the next call.
  /// @pre always the same registry.
  const Json& of(const Registry& registry);

 private:
  /// Which part of the text shows which state of a room.
  struct Piece {
    std::uint64_t room;  ///< its number; pieces are in the order of creation, as rooms are
    std::uint64_t revision;
    std::size_t begin;
    std::size_t end;
  };

  Json list_{"[]"};
  std::vector<Piece> pieces_;
  std::uint64_t revision_ = 0;  ///< of the registry when the list was made
};

}  // namespace watchroom
