// options.hpp - the command line of the load generator.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "clock.hpp"

namespace bench {

struct Options {
  std::string mode = "echo";
  std::string label;                 ///< copied into the report
  std::string path = "/socket.io/";  ///< of the Engine.IO endpoint
  std::uint16_t port = 3000;         ///< on 127.0.0.1
  int pid = 0;                       ///< process whose CPU time and memory are reported; 0 = none
  std::size_t clients = 100;
  std::size_t window = 1;  ///< messages in flight per client; in `bcast`: broadcasts in flight
  std::size_t size_bytes = 64;
  std::size_t concurrency = 64;  ///< clients that connect at the same time
  double rate = 0;               ///< messages per second of all clients together; 0 = closed loop
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
};

/// Reads the arguments behind the program's name. Throws Failure(Exit::usage).
Options parse_options(std::span<const char* const> arguments);

/// Every option with one line of explanation.
std::string usage();

}  // namespace bench
