#include "room_list.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "payloads.hpp"

namespace watchroom {
namespace {

/// For a list somewhat longer than the last one: without it the text would grow by doubling.
std::string memory_for(std::size_t last_bytes) {
  constexpr std::size_t least_growth_bytes = 1'024;
  std::string memory;
  memory.reserve(last_bytes + std::max(last_bytes / 16, least_growth_bytes));
  return memory;
}

}  // namespace

const Json& RoomList::of(const Registry& registry) {
  if (registry.revision() == revision_) return list_;
  const std::string_view old_text = list_.text;
  socketio::JsonWriter out(memory_for(old_text.size()));
  std::vector<Piece> pieces;
  pieces.reserve(pieces_.size());
  auto old = pieces_.cbegin();
  out.begin_array();
  for (const Room& room : registry.rooms()) {
    if (!room.listed()) continue;
    while (old != pieces_.cend() && old->room < room.number) ++old;
    const std::size_t begin = out.text().size() + (pieces.empty() ? 0 : 1);  // behind the comma
    if (old != pieces_.cend() && old->revision == room.revision) {
      out.raw(old_text.substr(old->begin, old->end - old->begin));
    } else {
      to_json(out, RoomView{.room = room});
    }
    pieces.push_back({room.number, room.revision, begin, out.text().size()});
  }
  out.end_array();
  list_.text = std::move(out).take_memory();
  pieces_ = std::move(pieces);
  revision_ = registry.revision();
  return list_;
}

}  // namespace watchroom
