#include "room_messages.hpp"

#include <initializer_list>
#include <utility>

namespace bench {
namespace {

constexpr std::size_t audio_bytes = 8192;
constexpr std::string_view pong_start = R"(["heartbeat:pong",{"timestamp":)";
constexpr std::string_view audio_start = R"(["voice:audio-chunk",{"userId":")";
constexpr std::string_view audio_end = R"(,"sampleRate":16000}])";

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

Message event(std::string_view arguments) { return text_message(joined({"42", arguments})); }

Message asked(std::uint32_t ack_id, std::string_view arguments) {
  return text_message(joined({"42", std::to_string(ack_id), arguments}));
}

Relayed verbatim(std::string arguments) {
  Message message = event(arguments);
  return {std::move(message), {std::move(arguments), {}}};
}

std::string play_state(std::string_view name, std::uint64_t number) {
  const std::string n = std::to_string(number);
  return joined({R"([")", name, R"(",{"type":"play","url":"https://media.example.com/vod/20261120/)", n,
                 R"(/1800kb/hls/index.m3u8","currentTime":)", n,
                 R"(.5,"isPlaying":true,"videoId":"73112","videoName":"流浪地球2","videoYear":"2023",)",
                 R"("searchTitle":"流浪地球","episode":1,"source":"example.com"}])"});
}

/// As browsers write them: lines, escaped once more for JSON.
std::string session_description(std::uint64_t number) {
  std::string sdp =
      joined({R"(v=0\r\no=- )", std::to_string(number), R"( 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n)"});
  for (int codec = 96; codec < 127; ++codec)
    sdp += joined({R"(a=rtpmap:)", std::to_string(codec), R"( opus/48000/2\r\na=rtcp-fb:)",
                   std::to_string(codec), R"( transport-cc\r\n)"});
  return sdp;
}

std::string candidate(std::size_t step, std::uint64_t number) {
  return joined({R"({"candidate":"candidate:)", std::to_string(number), " 1 udp 2122260223 192.0.2.",
                 std::to_string(step),
                 R"( 56789 typ host generation 0 ufrag EsAw network-id 1","sdpMid":"0",)",
                 R"("sdpMLineIndex":0,"usernameFragment":"EsAw"})"});
}

struct Signal {
  std::string_view name;
  std::string_view key;
  std::string value;
};

Signal signal_at(std::size_t step, std::uint64_t number) {
  if (step >= 2) return {"voice:ice", "candidate", candidate(step, number)};
  const std::string_view type = step == 0 ? "offer" : "answer";
  return {step == 0 ? "voice:offer" : "voice:answer", type,
          joined({R"({"type":")", type, R"(","sdp":")", session_description(number), R"("})"})};
}

/// Byte values as a recording of speech has them: of every length.
std::string audio_data() {
  std::string text = "[";
  std::uint32_t state = 1;
  for (std::size_t i = 0; i < audio_bytes; ++i) {
    state = state * 1103515245 + 12345;
    text += joined({i > 0 ? "," : "", std::to_string((state >> 16) & 0xffU)});
  }
  return text + "]";
}

const std::string& audio() {
  static const std::string data = audio_data();
  return data;
}

}  // namespace

Message create_room(std::size_t room) {
  return asked(create_ack_id, joined({R"(["room:create",{"name":"Room )", std::to_string(room),
                                      R"(","description":"Friday night, everybody welcome","isPublic":true,)",
                                      R"("roomType":"sync","userName":")", user_name(0), R"("}])"}));
}

Message join_room(std::string_view room_id, std::size_t member) {
  return asked(room_join_ack_id, joined({R"(["room:join",{"roomId":")", room_id, R"(","userName":")",
                                         user_name(member), R"("}])"}));
}

Message reclaim_room(std::string_view room_id, std::string_view owner_token) {
  return asked(room_join_ack_id, joined({R"(["room:join",{"roomId":")", room_id, R"(","userName":")",
                                         user_name(0), R"(","ownerToken":")", owner_token, R"("}])"}));
}

std::string user_name(std::size_t member) { return "Viewer " + std::to_string(member); }

Message heartbeat() { return event(R"(["heartbeat"])"); }

bool is_heartbeat_answer(std::string_view arguments) {
  return arguments.starts_with(pong_start) && arguments.ends_with("}]") &&
         arguments.size() == pong_start.size() + std::string_view("1700000000000}]").size();
}

Message list_rooms() { return asked(list_ack_id, R"(["room:list"])"); }

std::size_t rooms_in(std::string_view answer) {
  constexpr std::string_view start = R"({"id":")";
  std::size_t count = 0;
  for (std::size_t at = answer.find(start); at != std::string_view::npos; at = answer.find(start, at + 1))
    ++count;
  return count;
}

Relayed play_update(std::uint64_t number) { return verbatim(play_state("play:update", number)); }

Relayed play_change(std::uint64_t number) { return verbatim(play_state("play:change", number)); }

Relayed play_control(std::uint64_t number) {
  if (number % 3 == 0) return verbatim(R"(["play:pause"])");
  if (number % 3 == 1) return verbatim(R"(["play:play"])");
  return verbatim(joined({R"(["play:seek",)", std::to_string(number), ".5]"}));
}

Relayed chat_message(std::uint64_t number, std::string_view author, std::size_t member) {
  const std::string content =
      joined({R"("content":"这一段太好看了，再看一遍吧 )", std::to_string(number), R"(","type":"text")"});
  return {event(joined({R"(["chat:message",{)", content, "}]"})),
          {R"(["chat:message",{"id":")", joined({R"("userId":")", author, R"(","userName":")",
                                                 user_name(member), R"(",)", content, R"(,"timestamp":)"})}};
}

Relayed signal(std::size_t step, std::uint64_t number, std::string_view sender, std::string_view target) {
  const Signal said = signal_at(step, number);
  const auto arguments = [&said](std::string_view key, std::string_view user) {
    return joined(
        {R"([")", said.name, R"(",{")", key, R"(":")", user, R"(",")", said.key, R"(":)", said.value, "}]"});
  };
  return {event(arguments("targetUserId", target)), {arguments("userId", sender), {}}};
}

Message audio_chunk() {
  return event(joined({R"(["voice:audio-chunk",{"roomId":"000000","audioData":)", audio(), audio_end}));
}

bool is_audio_chunk(std::string_view arguments) {
  if (!arguments.starts_with(audio_start) || !arguments.ends_with(audio_end)) return false;
  const std::string_view data = arguments.substr(0, arguments.size() - audio_end.size());
  return data.ends_with(audio()) && data.size() < audio_start.size() + 64 + audio().size();
}

}  // namespace bench
