// Any bytes are a script for pages of the watch-room application, over the whole stack. However it goes: the
// numbers fit together, and when all pages are gone no room, session or timer is left.

#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.hpp"
#include "choices.hpp"
#include "room_harness.hpp"
#include "scripts.hpp"

using namespace std::chrono_literals;
using test::Choices;
using test::Page;
using test::RoomHarness;

namespace {

constexpr int most_steps = 150;
constexpr std::size_t most_pages = 12;

/// Whole events, and pieces that are put behind a name. Ids are those of the first rooms and pages.
constexpr std::string_view events[] = {
    R"(["room:create",{"name":"n","description":"d","isPublic":true,"userName":"u"}])",
    R"(["room:create",{"name":"n","description":"","password":"pw","isPublic":false,"userName":"u"}])",
    R"(["room:create",{"name":"n","description":"","isPublic":true,"userName":"u","roomType":"screen"}])",
    R"(["room:join",{"roomId":"<R1>","userName":"v"}])",
    R"(["room:join",{"roomId":"<R1>","userName":"v","ownerToken":"<T1>"}])",
    R"(["room:join",{"roomId":"<R1>","userName":"v","password":"pw"}])",
    R"(["room:join",{"roomId":"<R2>","userName":"w","ownerToken":"<T2>"}])",
    R"(["room:leave"])",
    R"(["room:list"])",
    R"(["play:update",{"type":"play","url":"u","currentTime":1.5,"isPlaying":true,"videoId":"x"}])",
    R"(["play:seek",12.5])",
    R"(["play:play"])",
    R"(["play:pause"])",
    R"(["play:change",{"type":"play","url":"u2","videoName":"x"}])",
    R"(["live:change",{"type":"live","channelId":"c"}])",
    R"(["music:update",{"type":"music","currentTime":1}])",
    R"(["music:change",{"type":"music","songId":"s"}])",
    R"(["music:seek",3])",
    R"(["music:play"])",
    R"(["music:pause"])",
    R"(["music:queue",[1,2]])",
    R"(["screen:start",{"status":"sharing","roomId":"<R1>"}])",
    R"(["screen:stop"])",
    R"(["screen:helper-register",{"roomId":"<R1>","ownerToken":"<T1>"}])",
    R"(["screen:viewer-ready"])",
    R"(["screen:offer",{"targetUserId":"<P1>","offer":{"type":"offer","sdp":"s"}}])",
    R"(["screen:answer",{"targetUserId":"<P2>","answer":{"type":"answer","sdp":"s"}}])",
    R"(["screen:ice",{"targetUserId":"<P1>","candidate":{}}])",
    R"(["voice:offer",{"targetUserId":"<P2>","offer":{"type":"offer","sdp":"s"}}])",
    R"(["voice:answer",{"targetUserId":"<P1>","answer":{"type":"answer","sdp":"s"}}])",
    R"(["voice:ice",{"targetUserId":"<P1>","candidate":{}}])",
    R"(["voice:mic-enabled",{"roomId":"<R1>"}])",
    R"(["voice:strategy-change",{"strategy":"webrtc-fallback"}])",
    R"(["voice:audio-chunk",{"roomId":"<R1>","audioData":[0.5,1],"sampleRate":16000}])",
    R"(["chat:message",{"content":"hi","type":"text"}])",
    R"(["state:clear"])",
    R"(["heartbeat"])",
};

watchroom::Config config_of(Choices& script) {
  watchroom::Config config;
  const int flags = script.below(8);
  if ((flags & 1) != 0) config.owner_leave = watchroom::OwnerLeave::keep;
  if ((flags & 2) != 0) config.member_playback = watchroom::MemberPlayback::owner;
  if ((flags & 4) != 0) {
    config.limits.max_rooms = 2;
    config.limits.max_members_per_room = 2;
    config.limits.max_owner_tabs = 1;
  }
  return config;
}

class Rooms {
 public:
  Rooms(RoomHarness& harness, test::ScriptBytes& script) : t_(harness), script_(script) {}

  void step() {
    switch (script_.below(10)) {
      case 0:
        return open();
      case 1:
        return drop();
      case 2:
        return t_.advance(std::chrono::milliseconds(script_.below(256) * 1'500));
      case 3:
        return say_anything();
      default:
        return tell();
    }
  }
  void drop_all() {
    for (Page* page : pages_) {
      if (!page->closed()) page->drop();
    }
  }
  void check_numbers() const {
    const watchroom::Stats stats = t_.stats();
    std::size_t members = 0;
    for (const auto& room : stats.rooms) members += room.member_count;
    FUZZ_CHECK(stats.rooms.size() == stats.total_rooms && members == stats.total_members);
    FUZZ_CHECK(members <= pages_.size());
  }

 private:
  void open() {
    if (pages_.size() == most_pages) return;
    if (script_.below(4) == 0) {
      Page& stranger = t_.open();
      stranger.send(R"(40{"token":"wrong"})");
      if (!stranger.closed()) stranger.drop();
      return;
    }
    pages_.push_back(&t_.page("P" + std::to_string(pages_.size() + 1)));
  }
  Page* any_page() {
    if (pages_.empty()) return nullptr;
    Page* page = pages_[static_cast<std::size_t>(script_.below(static_cast<int>(pages_.size())))];
    return page->closed() ? nullptr : page;
  }
  void drop() {
    Page* page = any_page();
    if (page == nullptr) return;
    script_.below(2) == 0 ? page->drop() : page->go_silent();
  }
  void tell() {
    Page* page = any_page();
    if (page == nullptr) return;
    const std::string_view event = events[script_.below(std::size(events))];
    if (script_.below(3) == 0) return page->emit(event);
    const std::string answer = page->ask(event);
    const bool created = answer.starts_with(R"([{"success":true,"room":{"id")") && event.find("create") < 10;
    if (created && answer.find("ownerToken") != std::string::npos) t_.learn(answer);
  }
  /// An event's name with the script's own text behind it, or only that.
  void say_anything() {
    Page* page = any_page();
    if (page == nullptr) return;
    const std::string_view event = events[script_.below(std::size(events))];
    const std::string text = script_.text(60);
    if (!base::is_utf8(text)) return;
    const std::size_t behind_name = event.find('"', 2) + 1;
    page->send(script_.below(4) == 0 ? text
                                     : "427" + std::string(event.substr(0, behind_name)) + "," + text + "]");
  }

  RoomHarness& t_;
  test::ScriptBytes& script_;
  std::vector<Page*> pages_;
};

void play(std::string_view bytes) {
  test::ScriptBytes script(bytes);
  RoomHarness t(config_of(script));
  Rooms rooms(t, script);
  for (int step = 0; step < most_steps && script.any_left(); ++step) {
    rooms.step();
    rooms.check_numbers();
  }
  rooms.drop_all();
  t.settle();
  FUZZ_CHECK(t.stats().total_members == 0);
  t.advance(6min);
  FUZZ_CHECK(t.stats().total_rooms == 0);
  FUZZ_CHECK(t.server().engine().sessions() == 0);
  FUZZ_CHECK(t.server().sockets().size() == 0);
  FUZZ_CHECK(t.time.pending() == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::use_checks_of_tests();
  fuzz::play_without_leak([&] { play(fuzz::text_of(data, size)); });
  return 0;
}
