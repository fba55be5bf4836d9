#include "watch_room_habits.hpp"

#include <cmath>

#include "room_messages.hpp"

namespace bench {
namespace {

std::size_t share_of(std::size_t all, double share) {
  return static_cast<std::size_t>(std::lround(static_cast<double>(all) * share));
}

}  // namespace

std::vector<Habit> watch_room_habits(const Options& options) {
  const std::size_t rooms = options.rooms;
  const std::size_t pages = rooms * options.members;
  std::vector<Habit> habits{
      {.kind = doing::heartbeat, .subjects = pages, .interval = Seconds{5}},
      {.kind = doing::list, .subjects = share_of(pages, options.list_share), .interval = Seconds{5}},
      {.kind = doing::update, .subjects = rooms, .interval = Seconds{1 / options.play_rate}},
      {.kind = doing::change, .subjects = rooms, .interval = Seconds{1200}},
      {.kind = doing::control, .subjects = rooms, .interval = Seconds{30}},
      {.kind = doing::chat, .subjects = rooms, .interval = Seconds{10}},
      {.kind = doing::call,
       .subjects = rooms,
       .interval = Seconds{60},
       .steps = steps_per_call,
       .gap = Seconds{0.05}},
      {.kind = doing::audio, .subjects = share_of(rooms, options.audio_share), .interval = Seconds{0.256}},
  };
  for (Habit& habit : habits) habit.interval /= options.rate_factor;
  return habits;
}

}  // namespace bench
