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

/// An array that was begun, up to `end` and ended there.
std::string closed(std::string text, std::size_t end) {
  text.resize(end);
  text += ']';
  return text;
}

}  // namespace

const Json& RoomList::of(const Registry& registry, std::int64_t unix_ms) {
  const std::int64_t second_ms = unix_ms - unix_ms % 1000;
  if (registry.revision() == revision_ && (!films_run_ || second_ms == second_ms_)) return list_;
  second_ms_ = second_ms;
  films_run_ = false;
  complete_ = true;
  socketio::JsonWriter out(memory_for(list_.text.size()));
  std::vector<Piece> pieces;
  pieces.reserve(pieces_.size());
  auto old = pieces_.cbegin();
  out.begin_array();
  for (const Room& room : registry.rooms()) {
    if (!room.listed()) continue;
    while (old != pieces_.cend() && old->room < room.number) ++old;
    const std::size_t begin = out.text().size() + (pieces.empty() ? 0 : 1);  // behind the comma
    Piece made{room.number, room.revision, begin, begin, needs_shortening(room, begin)};
    if (old != pieces_.cend() && old->revision == room.revision && old->without_state == made.without_state) {
      copy(out, *old, made);
    } else {
      write(out, room, made);
    }
    made.end = out.text().size();
    complete_ = complete_ && !made.without_state && made.end < max_bytes_;
    if (made.end >= max_bytes_) break;
    films_run_ = films_run_ || made.film;
    pieces.push_back(made);
  }
  list_.text = closed(std::move(out).take_memory(), pieces.empty() ? 1 : pieces.back().end);
  pieces_ = std::move(pieces);
  revision_ = registry.revision();
  return list_;
}

bool RoomList::needs_shortening(const Room& room, std::size_t length) const {
  return room.state && length + room.state->json.size() > max_bytes_ / 2;
}

void RoomList::copy(socketio::JsonWriter& out, const Piece& old, Piece& made) const {
  const std::string_view text = std::string_view(list_.text).substr(old.begin, old.end - old.begin);
  made.film = old.film;
  const std::string position = old.film ? old.film->text_at(second_ms_) : "";
  if (position.empty()) return (void)out.raw(text);
  out.raw(std::string(text).replace(old.film->begin, old.film->end - old.film->begin, position));
  made.film->end = made.film->begin + position.size();
}

/// As the state says: a film's position is replaced when the text is known.
void RoomList::write(socketio::JsonWriter& out, const Room& room, Piece& made) const {
  const auto film = room.state && !made.without_state ? running_position(*room.state) : std::nullopt;
  if (!film) return to_json(out, RoomView{.room = room, .with_state = !made.without_state});
  socketio::JsonWriter own;
  to_json(own, RoomView{.room = room});
  std::string text = own.text();
  // Quotes inside strings are escaped, so nothing in front of it looks like it.
  const std::size_t state = text.find(R"("currentState":)") + std::string_view(R"("currentState":)").size();
  made.film = film;
  made.film->begin += state;
  made.film->end += state;
  if (const std::string position = film->text_at(second_ms_); !position.empty()) {
    text.replace(made.film->begin, made.film->end - made.film->begin, position);
    made.film->end = made.film->begin + position.size();
  }
  out.raw(std::string_view(text));
}

}  // namespace watchroom
