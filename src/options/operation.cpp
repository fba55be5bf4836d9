// What the operator sees, and how the server stops.
#include "options/groups.hpp"
#include "options/types.hpp"

namespace roomd {
namespace {

using base::log::Format;
using base::log::Level;

}  // namespace

std::vector<Option> operation_options() {
  return {
      choice<Level>(
          "LOG_LEVEL", "The least severe lines that are written",
          {{"trace", Level::trace},
           {"debug", Level::debug},
           {"info", Level::info},
           {"warn", Level::warn},
           {"error", Level::error},
           {"off", Level::off}},
          [](auto& s) -> auto& { return s.log_level; }),
      choice<Format>(
          "LOG_FORMAT", "How they are written: lines for people, or one JSON object each",
          {{"text", Format::text}, {"json", Format::json}}, [](auto& s) -> auto& { return s.log_format; }),
      choice<MetricsAccess>(
          "METRICS",
          "Who may read `/metrics`: nobody, everybody, or who sends the key that `/stats` asks for",
          {{"off", MetricsAccess::off}, {"open", MetricsAccess::open}, {"key", MetricsAccess::key}},
          [](auto& s) -> auto& { return s.metrics; }),
      milliseconds(
          "DRAIN_MS", "Longest time over which a stop spreads the ends of connections; few take less", 0,
          day_ms, [](auto& s) -> auto& { return s.drain; }),
      choice<bool>(
          "DEMO", "Serves a page to try the watch rooms with, at `/demo`",
          {{"off", false}, {"on", true}, {"0", false}, {"1", true}}, [](auto& s) -> auto& { return s.demo; }),
  };
}

}  // namespace roomd
