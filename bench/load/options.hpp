// options.hpp - the command line of the load generator.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "clock.hpp"

namespace bench {

struct Options {
  static constexpr std::size_t max_members = 64;

  std::string mode = "echo";
  std::string label;                 ///< copied into the report
  std::string path = "/socket.io/";  ///< of the Engine.IO endpoint
  std::uint16_t port = 3000;         ///< on 127.0.0.1
  std::string token;                 ///< in the auth payload of CONNECT; plain letters; empty = none
  int pid = 0;                       ///< process whose CPU time and memory are reported; 0 = none
  std::size_t clients = 100;         ///< in `rooms` and `storm`: rooms * members
  std::size_t window = 1;            ///< messages in flight per client; in `bcast`: broadcasts in flight
  std::size_t size_bytes = 64;
  std::size_t concurrency = 64;  ///< clients that connect at the same time
  double rate = 0;               ///< messages per second of all clients together; 0 = closed loop
  std::size_t rooms = 1000;      ///< `rooms` and `storm` only, as what follows
  std::size_t members = 10;      ///< of each room, its owner included
  double rate_factor = 1;        ///< multiplies how often everything happens
  double list_share = 0.01;      ///< of the pages: those that show the list of rooms
  double audio_share = 0;        ///< of the rooms: those in which somebody speaks all the time
  double play_rate = 0.2;        ///< `play:update` of each owner per second
  Seconds within{10};            ///< `storm`: in which everybody comes back
  Seconds measured{3};
  Seconds warm_up{1};
  Seconds settle{0.3};  ///< between the last connect and the first message
  Seconds traffic_first{0};
  Seconds timeout{120};  ///< of the whole run
  bool event = false;    ///< echo by an event instead of an acknowledgement
  bool binary = false;   ///< echo a binary attachment
  bool churn = false;    ///< close each client as soon as it is connected
  bool reset = false;    ///< close with RST instead of FIN
  bool join = false;     ///< `idle`: everybody is in one room

  // For what grows with what else is there.
  std::size_t beside = 0;      ///< clients that only answer pings; `joins`: members of the joined room
  std::size_t held_rooms = 0;  ///< rooms that exist, held by other clients; `depart`: by each client
  std::string room;            ///< of `bcast`, by name
  bool announce = false;       ///< say "measuring" when the measurement begins
};

/// Reads the arguments behind the program's name. Throws Failure(Exit::usage).
Options parse_options(std::span<const char* const> arguments);

/// Every option with one line of explanation.
std::string usage();

}  // namespace bench
