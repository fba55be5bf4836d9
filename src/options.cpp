#include "option.hpp"
#include "option_types.hpp"
#include "text.hpp"

namespace roomd {
namespace {

using base::log::Level;
using watchroom::MemberPlayback;
using watchroom::OwnerLeave;

constexpr std::int64_t day_ms = 24 * 60 * 60 * 1000;

/// The key without one quote at each end, as the servers before roomd read it.
std::string cleaned_key(std::string_view text) {
  constexpr std::string_view quotes = "'\"";
  if (!text.empty() && quotes.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
  if (!text.empty() && quotes.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  return std::string(text);
}

Option auth_key() {
  Option option{
      .name = "AUTH_KEY",
      .meaning = "The secret that clients send as `token` and `/stats` asks for; required",
      .accepts = "any text",
      .parse = [](std::string_view text, Settings& s) { return s.room.auth_key = cleaned_key(text), true; },
      .show = [](const Settings& s) { return s.room.auth_key; }};
  option.secret = true;
  return option;
}

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
          .meaning = "Pages that may read HTTP answers; WebSocket is not limited by it",
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

std::vector<Option> general() {
  return {
      integer(
          "PORT", "The TCP port; 0 lets the system choose", 0, 65'535,
          [](auto& s) -> auto& { return s.network.port; }),
      host(),
      auth_key(),
      allowed_origins(),
      choice<Level>(
          "LOG_LEVEL", "The least severe lines that are written",
          {{"trace", Level::trace},
           {"debug", Level::debug},
           {"info", Level::info},
           {"warn", Level::warn},
           {"error", Level::error},
           {"off", Level::off}},
          [](auto& s) -> auto& { return s.log_level; }),
      integer(
          "IO_THREADS", "Threads for sockets beside the one that runs the rooms; 0 does all on one thread", 0,
          64, [](auto& s) -> auto& { return s.network.io_threads; }),
      milliseconds(
          "BATCH_INTERVAL_MS", "Longest time for which frequent small messages are gathered; 0 gathers none",
          0, 100, [](auto& s) -> auto& { return s.network.batch_interval; }),
      ws_compression(),
  };
}

std::vector<Option> rules() {
  return {
      choice<OwnerLeave>(
          "OWNER_LEAVE", "What becomes of a room whose owner leaves it on purpose",
          {{"disband", OwnerLeave::disband}, {"keep", OwnerLeave::keep}},
          [](auto& s) -> auto& { return s.room.owner_leave; }),
      choice<MemberPlayback>(
          "MEMBER_PLAYBACK", "Who may play, pause and seek",
          {{"all", MemberPlayback::all}, {"owner", MemberPlayback::owner}},
          [](auto& s) -> auto& { return s.room.member_playback; }),
      milliseconds(
          "EMPTY_ROOM_GRACE_MS", "How long a room whose last member lost the connection waits", 0, day_ms,
          [](auto& s) -> auto& { return s.room.empty_room_grace; }),
      milliseconds(
          "OWNER_STATE_TIMEOUT_MS", "How long the play state outlives the last sign of the owner", 0, day_ms,
          [](auto& s) -> auto& { return s.room.owner_state_timeout; }),
      milliseconds(
          "OWNER_ROOM_TIMEOUT_MS", "How long the room outlives the last sign of the owner", 0, day_ms,
          [](auto& s) -> auto& { return s.room.owner_room_timeout; }),
  };
}

std::vector<Option> room_limits() {
  return {
      integer(
          "MAX_ROOMS", "Rooms at a time", 1, 10'000'000,
          [](auto& s) -> auto& { return s.room.limits.max_rooms; }),
      integer(
          "MAX_MEMBERS_PER_ROOM", "Members of one room", 1, 1'000'000,
          [](auto& s) -> auto& { return s.room.limits.max_members_per_room; }),
      integer(
          "MAX_OWNER_TABS", "Further connections that may hold one room's owner token", 1, 1'000,
          [](auto& s) -> auto& { return s.room.limits.max_owner_tabs; }),
      integer(
          "MAX_NAME_LENGTH", "Characters of a room's name", 1, 100'000,
          [](auto& s) -> auto& { return s.room.limits.max_name_length; }),
      integer(
          "MAX_DESCRIPTION_LENGTH", "Characters of a room's description", 1, 100'000,
          [](auto& s) -> auto& { return s.room.limits.max_description_length; }),
      integer(
          "MAX_PASSWORD_LENGTH", "Characters of a room's password", 1, 100'000,
          [](auto& s) -> auto& { return s.room.limits.max_password_length; }),
      integer(
          "MAX_USER_NAME_LENGTH", "Characters of a member's name; a longer one is cut", 1, 100'000,
          [](auto& s) -> auto& { return s.room.limits.max_user_name_length; }),
      integer(
          "MAX_CHAT_LENGTH", "Characters of a chat message", 1, 1'000'000,
          [](auto& s) -> auto& { return s.room.limits.max_chat_length; }),
      integer(
          "MAX_STATE_BYTES", "Bytes of JSON of a play, live, music or screen state", 1, 1'000'000,
          [](auto& s) -> auto& { return s.room.limits.max_state_bytes; }),
      integer(
          "MAX_SESSION_DESCRIPTION_BYTES", "Bytes of JSON of a WebRTC offer or answer", 1, 1'000'000,
          [](auto& s) -> auto& { return s.room.limits.max_session_description_bytes; }),
      integer(
          "MAX_CANDIDATE_BYTES", "Bytes of JSON of an ICE candidate", 1, 1'000'000,
          [](auto& s) -> auto& { return s.room.limits.max_candidate_bytes; }),
      integer(
          "MAX_AUDIO_BYTES", "Bytes of JSON of one audio chunk", 1, 1'000'000,
          [](auto& s) -> auto& { return s.room.limits.max_audio_bytes; }),
      integer(
          "MAX_AUDIO_SAMPLES", "Numbers in one audio chunk", 1, 1'000'000,
          [](auto& s) -> auto& { return s.room.limits.max_audio_samples; }),
  };
}

std::vector<Option> network_limits() {
  return {
      integer(
          "MAX_CONNECTIONS", "TCP connections at a time; more are closed at once", 1, 10'000'000,
          [](auto& s) -> auto& { return s.network.max_connections; }),
      integer(
          "MAX_MESSAGE_BYTES", "Bytes of one message, announced to clients as maxPayload", 1'024, 100'000'000,
          [](auto& s) -> auto& { return s.network.max_message_bytes; }),
      integer(
          "MAX_HEADER_BYTES", "Bytes of the request line and headers of one request", 1'024, 1'000'000,
          [](auto& s) -> auto& { return s.network.max_header_bytes; }),
      milliseconds(
          "HEADER_TIMEOUT_MS", "From the first byte of a request to the end of its headers", 100, day_ms,
          [](auto& s) -> auto& { return s.network.header_timeout; }),
      milliseconds(
          "BODY_TIMEOUT_MS", "The longest pause inside a request body", 100, day_ms,
          [](auto& s) -> auto& { return s.network.body_timeout; }),
      milliseconds(
          "KEEP_ALIVE_TIMEOUT_MS", "How long an idle HTTP connection is kept", 100, day_ms,
          [](auto& s) -> auto& { return s.network.keep_alive_timeout; }),
  };
}

}  // namespace

std::string Option::flag() const {
  std::string text = "--";
  for (const char c : name) text += c == '_' ? '-' : static_cast<char>(c - 'A' + 'a');
  return text;
}

const std::vector<Option>& options() {
  static const std::vector<Option> table = [] {
    std::vector<Option> all;
    for (const auto group : {general, rules, room_limits, network_limits}) {
      for (Option& option : group()) all.push_back(std::move(option));
    }
    return all;
  }();
  return table;
}

}  // namespace roomd
