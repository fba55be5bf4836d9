#include "stop.hpp"

#include <csignal>
#include <string>

#include "base/log.hpp"

namespace roomd {

void Stop::on_signals() {
  network_.on_signals({SIGTERM, SIGINT}, [this](int signal) {
    // Whoever asks twice wants it gone.
    std::signal(SIGTERM, SIG_DFL);
    std::signal(SIGINT, SIG_DFL);
    begin("signal " + std::to_string(signal));
  });
}

void Stop::begin(std::string_view why) {
  if (begun()) return;
  base::log::info(why, ": stopping; ", server_.engine().sessions(), " sessions leave within ", drain_.count(),
                  " ms");
  server_.drain(drain_, [this] { finish(); });
}

void Stop::finish() {
  network_.stop_accepting();
  server_.close();
  network_.stop();
}

}  // namespace roomd
