#include "options.hpp"

#include <charconv>
#include <string_view>

#include "failure.hpp"

namespace bench {
namespace {

struct Setting {
  std::string_view name;
  std::string_view help;
  void (*set)(Options&, std::string_view);
};

struct Switch {
  std::string_view name;
  std::string_view help;
  bool Options::*flag;
};

template <class Number>
Number number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    throw Failure(Exit::usage, "not a number: " + std::string(text));
  return value;
}

Seconds seconds(std::string_view text) { return Seconds{number<double>(text)}; }

constexpr Setting settings[] = {
    {"--mode",
     "echo bcast idle connect, polling: pecho pidle pconnect, both: upgrade; watch rooms: rooms storm",
     [](Options& o, std::string_view v) { o.mode = v; }},
    {"--port", "port of the server on 127.0.0.1",
     [](Options& o, std::string_view v) { o.port = number<std::uint16_t>(v); }},
    {"--pid", "process of the server, for its CPU time and memory",
     [](Options& o, std::string_view v) { o.pid = number<int>(v); }},
    {"--token", "for the CONNECT of each client", [](Options& o, std::string_view v) { o.token = v; }},
    {"--n", "clients", [](Options& o, std::string_view v) { o.clients = number<std::size_t>(v); }},
    {"--w", "messages in flight per client (bcast: in all)",
     [](Options& o, std::string_view v) { o.window = number<std::size_t>(v); }},
    {"--size", "payload bytes",
     [](Options& o, std::string_view v) { o.size_bytes = number<std::size_t>(v); }},
    {"--rate", "echo, bcast: messages per second of all clients, sent on schedule",
     [](Options& o, std::string_view v) { o.rate = number<double>(v); }},
    {"--rooms", "rooms: how many", [](Options& o, std::string_view v) { o.rooms = number<std::size_t>(v); }},
    {"--members", "rooms: pages in each, its owner's included",
     [](Options& o, std::string_view v) { o.members = number<std::size_t>(v); }},
    {"--rate-factor", "rooms: how many times the real traffic",
     [](Options& o, std::string_view v) { o.rate_factor = number<double>(v); }},
    {"--list-share", "rooms: share of the pages that show the list of rooms",
     [](Options& o, std::string_view v) { o.list_share = number<double>(v); }},
    {"--audio", "rooms: share of the rooms in which somebody speaks",
     [](Options& o, std::string_view v) { o.audio_share = number<double>(v); }},
    {"--play-rate", "rooms: play states per second of each owner",
     [](Options& o, std::string_view v) { o.play_rate = number<double>(v); }},
    {"--within", "storm: seconds in which everybody comes back",
     [](Options& o, std::string_view v) { o.within = seconds(v); }},
    {"--secs", "seconds measured", [](Options& o, std::string_view v) { o.measured = seconds(v); }},
    {"--warm", "seconds of traffic before that",
     [](Options& o, std::string_view v) { o.warm_up = seconds(v); }},
    {"--settle", "seconds between the last connect and the traffic",
     [](Options& o, std::string_view v) { o.settle = seconds(v); }},
    {"--pre", "idle: seconds of echo traffic first",
     [](Options& o, std::string_view v) { o.traffic_first = seconds(v); }},
    {"--conc", "clients connecting at the same time",
     [](Options& o, std::string_view v) { o.concurrency = number<std::size_t>(v); }},
    {"--timeout", "seconds for everything", [](Options& o, std::string_view v) { o.timeout = seconds(v); }},
    {"--path", "of the Engine.IO endpoint", [](Options& o, std::string_view v) { o.path = v; }},
    {"--beside",
     "echo, pecho, rooms: more clients, which only answer pings; joins: members of the joined room",
     [](Options& o, std::string_view v) { o.beside = number<std::size_t>(v); }},
    {"--held", "bcast, joins: rooms that exist, held by others; depart: by each client",
     [](Options& o, std::string_view v) { o.held_rooms = number<std::size_t>(v); }},
    {"--room", "bcast: name of the room", [](Options& o, std::string_view v) { o.room = v; }},
    {"--label", "copied into the report", [](Options& o, std::string_view v) { o.label = v; }},
};

constexpr Switch switches[] = {
    {"--ev", "echo: answer by an event instead of an acknowledgement", &Options::event},
    {"--bin", "echo: a binary attachment", &Options::binary},
    {"--churn", "connect: close each client as soon as it is connected", &Options::churn},
    {"--rst", "close with RST", &Options::reset},
    {"--join", "idle: everybody joins one room", &Options::join},
    {"--announce", "print the word 'measuring' when the measurement begins", &Options::announce},
};

bool set_switch(Options& options, std::string_view name) {
  for (const Switch& s : switches)
    if (s.name == name) return options.*s.flag = true;
  return false;
}

bool set_value(Options& options, std::string_view name, const char* value) {
  for (const Setting& s : settings) {
    if (s.name != name) continue;
    if (value == nullptr) throw Failure(Exit::usage, std::string(name) + " needs a value");
    s.set(options, value);
    return true;
  }
  return false;
}

bool is_share(double value) { return value >= 0 && value <= 1; }

void check_rooms(const Options& o) {
  constexpr std::size_t most = 1'000'000;
  if (o.rooms == 0 || o.rooms > most) throw Failure(Exit::usage, "--rooms is between 1 and a million");
  if (o.members < 2 || o.members > Options::max_members)
    throw Failure(Exit::usage, "--members is between 2 and 64");
  if (!(o.rate_factor > 0 && o.rate_factor <= 1000))
    throw Failure(Exit::usage, "--rate-factor is above 0 and at most 1000");
  if (!(o.play_rate > 0 && o.play_rate <= 1000))
    throw Failure(Exit::usage, "--play-rate is above 0 and at most 1000");
  if (!is_share(o.list_share) || !is_share(o.audio_share))
    throw Failure(Exit::usage, "--list-share and --audio are between 0 and 1");
}

void check(const Options& o) {
  constexpr std::size_t max_window = 4096;
  if (o.clients == 0 || o.concurrency == 0) throw Failure(Exit::usage, "--n and --conc start at 1");
  if (o.window == 0 || o.window > max_window) throw Failure(Exit::usage, "--w is between 1 and 4096");
  if (o.event && o.binary) throw Failure(Exit::usage, "--ev and --bin exclude each other");
  if (o.beside > 0 && o.mode != "echo" && o.mode != "pecho" && o.mode != "joins" && o.mode != "rooms")
    throw Failure(Exit::usage, "--beside needs --mode echo, pecho, joins or rooms");
  if (o.rate < 0 || o.rate > 1e9) throw Failure(Exit::usage, "--rate is between 0 and 1e9");
  check_rooms(o);
}

}  // namespace

Options parse_options(std::span<const char* const> arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view name = arguments[i];
    if (set_switch(options, name)) continue;
    const char* value = i + 1 < arguments.size() ? arguments[i + 1] : nullptr;
    if (!set_value(options, name, value)) throw Failure(Exit::usage, "unknown option " + std::string(name));
    ++i;
  }
  if (options.held_rooms > 0 && options.room.empty()) options.room = "measured";
  check(options);
  if (options.mode == "rooms" || options.mode == "storm") options.clients = options.rooms * options.members;
  return options;
}

std::string usage() {
  std::string text = "usage: loadgen --port PORT --pid PID --mode MODE [options]\n";
  const auto add = [&text](std::string_view name, std::string_view help) {
    text.append("  ")
        .append(name)
        .append(name.size() < 12 ? 12 - name.size() : 1, ' ')
        .append(help)
        .append("\n");
  };
  for (const Setting& s : settings) add(s.name, s.help);
  for (const Switch& s : switches) add(s.name, s.help);
  return text;
}

}  // namespace bench
