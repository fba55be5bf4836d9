#include "stop.hpp"

#include <csignal>
#include <string>

#include "base/log.hpp"

namespace roomd {

void Stop::on_signals() {
  network_.on_signals({SIGTERM, SIGINT}, [this](int signal) { begin("signal " + std::to_string(signal)); });
}

void Stop::begin(std::string_view why) {
  base::log::info(why, ": stopping");
  // From here on the hub has only seconds to live; whoever asks twice wants it gone.
  std::signal(SIGTERM, SIG_DFL);
  std::signal(SIGINT, SIG_DFL);
  network_.stop_accepting();
  server_.close();
  network_.stop();
}

}  // namespace roomd
