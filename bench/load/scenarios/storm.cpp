#include "scenarios/storm.hpp"

#include <algorithm>
#include <string>

#include "failure.hpp"
#include "packet.hpp"

namespace bench {
namespace {

constexpr Clock::duration longest_turn = std::chrono::milliseconds(1);
constexpr Seconds calm{1};  // in which the server notices that everybody has gone

/// Each number below `count` once, in an order that has owners and members, and rooms, mixed.
std::size_t shuffled(std::size_t number, std::size_t count) {
  constexpr std::size_t prime = 7919;
  return count % prime == 0 ? number : number * prime % count;
}

std::uint64_t occurrences(std::string_view text, std::string_view part) {
  std::uint64_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size()))
    ++count;
  return count;
}

}  // namespace

void Storm::run() {
  fresh_ = read_stats();
  seat_everybody(options().clients);
  run_for(options().settle);
  seated_ = read_stats();
  lose_everybody();
  Measurement measured{.before = read_stats()};
  const Time start = Clock::now();
  let_everybody_return();
  measured.after = read_stats();
  measured.messages = back_;
  measured.latency = return_times_;
  report(measured, std::chrono::duration_cast<Seconds>(last_back_ - start));
  check_rooms();
}

void Storm::lose_everybody() {
  for (std::size_t i = 0; i < options().clients; ++i) clients()[i]->close();
  run_for(calm);
}

void Storm::let_everybody_return() {
  const std::size_t count = options().clients;
  const Time start = Clock::now();
  for (std::size_t started = 0; back_ + failures() < count; turn(longest_turn)) {
    const double passed = in_seconds(Clock::now() - start) / options().within.count();
    const auto due = static_cast<std::size_t>(std::min(passed, 1.0) * static_cast<double>(count));
    while (started < due) clients()[count + shuffled(started++, count)]->start();
  }
}

void Storm::on_ready(Client& client) {
  if (!returned(client)) return SeatedRooms::on_ready(client);
  const std::size_t place = place_of(client);
  const Room& lost = room(place % options().rooms);
  const std::size_t member = place / options().rooms;
  client.send(member == 0 ? reclaim_room(lost.id, lost.owner_token) : join_room(lost.id, member));
}

void Storm::on_ack(Client& client, std::uint32_t id, std::string_view answer) {
  if (id == list_ack_id) return on_list(answer);
  if (!returned(client)) return on_room_answer(client, id, answer);
  on_return(client, answer);
}

void Storm::on_event(Client& /*client*/, std::string_view arguments) { on_member_joined(arguments); }

void Storm::on_return(Client& client, std::string_view answer) {
  if (!answer.starts_with(R"([{"success":true)")) refuse("not back in the room", answer);
  const bool owner = place_of(client) < options().rooms;
  if (owner && text_member(answer, "ownerId") != client.socket_id()) refuse("no owner any more", answer);
  ++back_;
  last_back_ = now();
  return_times_.add(now() - client.started_at());
}

void Storm::check_rooms() {
  if (failures() > 0)
    throw Failure(Exit::clients_failed, std::to_string(failures()) + " clients were left out");
  clients()[options().clients]->send(list_rooms());
  while (!listed_) turn(longest_turn);
  if (full_rooms_ != options().rooms)
    throw Failure(Exit::wrong_answer,
                  "only " + std::to_string(full_rooms_) + " rooms have all their members");
}

void Storm::on_list(std::string_view answer) {
  listed_ = true;
  full_rooms_ = occurrences(answer, R"("memberCount":)" + std::to_string(options().members) + ",");
}

void Storm::report(const Measurement& measured, Seconds until_all) const {
  JsonLine line = measured_report(options(), measured, failures());
  line.add("rooms", std::uint64_t{options().rooms}).add("members", std::uint64_t{options().members});
  line.add("within_s", options().within.count(), 1).add("until_all_s", until_all.count(), 3);
  line.add("left_out", std::uint64_t{options().clients} - back_);
  line.add("rss0_kb", fresh_.rss_kib).add("rss1_kb", seated_.rss_kib).print();
}

}  // namespace bench
