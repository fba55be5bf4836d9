#include "scenarios/watch_rooms.hpp"

#include <utility>

#include "failure.hpp"
#include "packet.hpp"
#include "watch_room_habits.hpp"

namespace bench {
namespace {

constexpr Clock::duration longest_turn = std::chrono::milliseconds(20);
constexpr Seconds longest_drain{5};

/// Takes the oldest one.
Time take_first(std::vector<Time>& times) {
  if (times.empty()) throw Failure(Exit::wrong_answer, "an answer to nothing");
  const Time first = times.front();
  times.erase(times.begin());
  return first;
}

}  // namespace

WatchRooms::WatchRooms(const Options& options)
    : SeatedRooms(options, options.clients + options.beside),
      heartbeat_(heartbeat()),
      list_rooms_(list_rooms()),
      audio_chunk_(audio_chunk()),
      ledger_(options.rooms),
      beats_(options.clients),
      lists_(options.clients) {}

void WatchRooms::run() {
  fresh_ = read_stats();
  seat_everybody();
  run_for(options().settle);
  seated_ = read_stats();
  start_traffic();
  const Measurement measured = measure();
  stop_traffic();
  report(measured);
  check_complete();
}

void WatchRooms::start_traffic() { schedule_.emplace(watch_room_habits(options()), Clock::now()); }

void WatchRooms::stop_traffic() {
  schedule_.reset();
  const Time end = Clock::now() + to_clock(longest_drain);
  while (missing() + audio_lost() > 0 && Clock::now() < end) turn(longest_turn);
}

Clock::duration WatchRooms::before_turn(Time now) {
  if (!schedule_) return Clock::duration::max();
  while (schedule_->next_due() <= now) act(schedule_->take());
  return schedule_->next_due() - now;
}

void WatchRooms::act(const Occasion& occasion) {
  constexpr std::size_t owner = 0;
  switch (static_cast<doing::Kind>(occasion.kind)) {
    case doing::heartbeat:
      return beat(occasion);
    case doing::list:
      return ask_for_list(occasion);
    case doing::update:
      return relay(occasion, owner, play_update(occasion.turn));
    case doing::change:
      return relay(occasion, owner, play_change(occasion.turn));
    case doing::control:
      return relay(occasion, whose_turn(occasion), play_control(occasion.turn));
    case doing::chat:
      return chat(occasion);
    case doing::call:
      return signal_call(occasion);
    case doing::audio:
      return speak(occasion);
  }
}

void WatchRooms::beat(const Occasion& occasion) {
  beats_[occasion.subject].push_back(occasion.due);
  ++unanswered_;
  send(*clients()[occasion.subject], heartbeat_);
}

// The pages that show the list are spread over the rooms, and over owners and others.
void WatchRooms::ask_for_list(const Occasion& occasion) {
  const std::size_t lap = occasion.subject / options().rooms;
  Client& page = client_of(occasion.subject % options().rooms, (occasion.subject + lap) % options().members);
  lists_[page.index()].push_back(occasion.due);
  ++unanswered_;
  send(page, list_rooms_);
}

void WatchRooms::relay(const Occasion& occasion, std::size_t member, const Relayed& message) {
  ledger_.expect(occasion.subject, message.received, all_but(member, options().members), occasion.due);
  send(client_of(occasion.subject, member), message.sent);
}

void WatchRooms::chat(const Occasion& occasion) {
  const std::size_t member = whose_turn(occasion);
  Client& author = client_of(occasion.subject, member);
  const Relayed message = chat_message(occasion.turn, author.socket_id(), member);
  ledger_.expect(occasion.subject, message.received, everybody(options().members), occasion.due);
  send(author, message.sent);
}

void WatchRooms::signal_call(const Occasion& occasion) {
  std::size_t from = whose_turn(occasion);
  std::size_t to = (from + 1) % options().members;
  if (from_callee(occasion.step)) std::swap(from, to);
  Client& sender = client_of(occasion.subject, from);
  const Relayed message =
      signal(occasion.step, occasion.turn, sender.socket_id(), client_of(occasion.subject, to).socket_id());
  ledger_.expect(occasion.subject, message.received, only(to), occasion.due);
  send(sender, message.sent);
}

void WatchRooms::speak(const Occasion& occasion) {
  constexpr std::size_t speaker = 1;
  audio_owed_ += options().members - 1;
  send(client_of(occasion.subject, speaker), audio_chunk_);
}

void WatchRooms::send(Client& client, const Message& message) {
  if (counting()) ++sent_;
  client.send(message);
}

void WatchRooms::on_ack(Client& client, std::uint32_t id, std::string_view answer) {
  if (id == list_ack_id) return on_list(client, answer);
  on_room_answer(client, id, answer);
}

void WatchRooms::on_list(Client& client, std::string_view answer) {
  if (rooms_in(answer) != options().rooms) refuse("not the list of all rooms", answer);
  const Time due = take_first(lists_[client.index()]);
  --unanswered_;
  if (counting()) list_latency_.add(now() - due);
}

void WatchRooms::on_event(Client& client, std::string_view arguments) {
  if (arguments.starts_with(R"(["heartbeat:pong")")) return on_heartbeat_answer(client, arguments);
  if (arguments.starts_with(R"(["voice:audio-chunk")")) return on_audio(arguments);
  if (on_member_joined(arguments)) return;
  if (client.index() >= options().clients) refuse("for somebody who is in no room", arguments);
  const auto due = ledger_.strike_off(room_of(client), member_of(client), arguments);
  if (!due) refuse("not expected", arguments);
  count(*due);
}

void WatchRooms::on_heartbeat_answer(Client& client, std::string_view arguments) {
  if (!is_heartbeat_answer(arguments)) refuse("not an answer to a heartbeat", arguments);
  const Time due = take_first(beats_[client.index()]);
  --unanswered_;
  count(due);
}

void WatchRooms::on_audio(std::string_view arguments) {
  if (!is_audio_chunk(arguments)) refuse("not the audio that was sent", arguments);
  ++audio_got_;
}

void WatchRooms::report(const Measurement& measured) const {
  const auto rooms = static_cast<double>(options().rooms);
  const double cpu = measured.cpu_seconds();
  const double per_room_second = cpu / measured.seconds() / rooms;
  const auto grown_kib = static_cast<double>(measured.after.rss_kib - fresh_.rss_kib);
  JsonLine line = measured_report(options(), measured, failures());
  line.add("rooms", std::uint64_t{options().rooms}).add("members", std::uint64_t{options().members});
  line.add("rate_factor", options().rate_factor, 2);
  line.add("play_rate", options().play_rate, 1).add("beside", std::uint64_t{options().beside});
  line.add("in_per_s", static_cast<double>(sent_) / measured.seconds(), 0);
  line.add("in_mb_per_s", static_cast<double>(measured.read_bytes) / measured.seconds() / 1e6, 2);
  line.add("cpu_us_per_room_s", per_room_second * 1e6, 2);
  line.add("rooms_per_core", per_room_second > 0 ? 1 / per_room_second : 0, 0);
  line.add("lists", list_latency_.count()).add("list_p50_us", list_latency_.quantile_us(.5), 1);
  line.add("list_p99_us", list_latency_.quantile_us(.99), 1);
  line.add("audio", audio_owed_).add("audio_lost", audio_lost());
  line.add("rss0_kb", fresh_.rss_kib).add("rss1_kb", seated_.rss_kib);
  line.add("kb_per_room", grown_kib / rooms, 2);
  line.add("kb_per_member", grown_kib / rooms / static_cast<double>(options().members), 2);
  line.add("missing", missing()).print();
}

void WatchRooms::check_complete() const {
  if (missing() > 0) refuse(std::to_string(missing()) + " deliveries are missing", ledger_.example());
}

}  // namespace bench
