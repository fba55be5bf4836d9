#include "events.hpp"

#include <stdexcept>
#include <vector>

namespace bench {
namespace {

/// An offer of the usual length; of real ones it has the kinds of lines, not their contents.
std::string session_description() {
  std::string sdp =
      R"(v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n)";
  for (int type = 96; sdp.size() < 2'180; ++type) {
    const std::string number = std::to_string(type);
    sdp += "a=rtpmap:" + number + R"( VP8/90000\r\na=rtcp-fb:)" + number + R"( nack pli\r\na=fmtp:)" +
           number + R"( apt=96;x=1\r\n)";
  }
  return sdp;
}

std::string numbers() {
  std::string json;
  for (int i = 0; json.size() < 12'680; ++i) {
    json += (i == 0 ? "" : ",") + std::to_string(i * 7919 % 100'000) + '.' + std::to_string(i % 10);
  }
  return '[' + json + ']';
}

std::string update() {
  return R"({"type":"play","url":"https://video.example/v/8842/hls/s1/index.m3u8","currentTime":1234.567,)"
         R"("isPlaying":true,"videoId":"8842","videoName":"第一集","episode":12,)"
         R"("source":"example","poster":"https://img.example/8842.jpg"})";
}

std::vector<Event> made() {
  return {{"22B_seek", R"(["play:seek",123.456])"},
          {"64B_text", R"(["echo",")" + std::string(52, 'x') + R"("])"},
          {"240B_update", R"(["play:update",)" + update() + ']'},
          {"2.3KB_offer",
           R"(["screen:offer",{"targetUserId":"a1b2c3d4e5f6g7h8i9j0","offer":{"type":"offer","sdp":")" +
               session_description() + R"("}}])"},
          {"12.7KB_numbers", R"(["data",)" + numbers() + ']'}};
}

}  // namespace

std::string_view Event::argument() const {
  const std::size_t comma = json.find(',');
  return std::string_view(json).substr(comma + 1, json.size() - comma - 2);
}

std::span<const Event> events() {
  static const std::vector<Event> all = made();
  return all;
}

const Event& event(std::string_view name) {
  for (const Event& one : events()) {
    if (one.name == name) return one;
  }
  throw std::out_of_range("no such event");
}

}  // namespace bench
