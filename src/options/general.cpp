// Where the server listens, and which pages may read its answers.
#include "options/groups.hpp"
#include "options/types.hpp"
#include "text.hpp"

namespace roomd {
namespace {

Option host() {
  return {.name = "HOST",
          .meaning = "The address to listen on; `::` is every IPv4 and IPv6 address",
          .accepts = "an IP address or host name",
          .parse = [](std::string_view text, Settings& s) { return s.network.host = text, !text.empty(); },
          .show = [](const Settings& s) { return s.network.host; }};
}

bool parse_origins(std::string_view text, Settings& settings) {
  settings.allowed_origins.clear();
  for (const std::string_view origin : split(text, ',')) {
    if (!trim(origin).empty()) settings.allowed_origins.emplace_back(trim(origin));
  }
  if (settings.allowed_origins.empty()) settings.allowed_origins.emplace_back("*");
  return true;
}

std::string show_origins(const Settings& settings) {
  std::string text;
  for (const std::string& origin : settings.allowed_origins)
    text.append(text.empty() ? "" : ",").append(origin);
  return text;
}

Option allowed_origins() {
  return {.name = "ALLOWED_ORIGINS",
          .meaning = "Pages that may read HTTP answers; see `ENFORCE_ORIGIN` for WebSockets",
          .accepts = "`*` for every origin, or origins separated by commas",
          .parse = parse_origins,
          .show = show_origins};
}

Option ws_compression() {
  return {
      .name = "WS_COMPRESSION",
      .meaning = "Compresses WebSocket messages of 1024 bytes and more for clients that offer it",
      .accepts = "on or off",
      .parse =
          [](std::string_view text, Settings& s) {
            if (text != "on" && text != "off") return false;
            s.network.per_message_deflate.reset();
            if (text == "on") s.network.per_message_deflate.emplace();
            return true;
          },
      .show = [](const Settings& s) { return std::string(s.network.per_message_deflate ? "on" : "off"); }};
}

}  // namespace

std::vector<Option> general_options() {
  return {
      integer(
          "PORT", "The TCP port; 0 lets the system choose", 0, 65'535,
          [](auto& s) -> auto& { return s.network.port; }),
      host(),
      allowed_origins(),
      integer(
          "IO_THREADS", "Threads for sockets beside the one that runs the rooms; 0 does all on one thread", 0,
          64, [](auto& s) -> auto& { return s.network.io_threads; }),
      milliseconds(
          "BATCH_INTERVAL_MS", "Longest time for which frequent small messages are gathered; 0 gathers none",
          0, 100, [](auto& s) -> auto& { return s.network.batch_interval; }),
      ws_compression(),
  };
}

}  // namespace roomd
