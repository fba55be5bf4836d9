// What the pages of a lively evening send, at its worst: with the default limits nothing of it is lost.
// Contract, appendix B.

#include <doctest/doctest.h>

#include "../support/counters.hpp"
#include "../support/room_harness.hpp"

namespace test {
namespace {

constexpr const char* address = "203.0.113.7";  // all of them live in one house

struct Evening : RoomHarness {
  explicit Evening(std::size_t guests) {
    pages.push_back(&page("owner", address));
    create_room(*pages.front(), R"(,"roomType":"music","password":"pw")");
    for (std::size_t i = 1; i <= guests; ++i) join_room("m" + std::to_string(i));
    clear();
  }
  Page& owner() { return *pages.front(); }
  void join_room(const std::string& name) {
    Page& guest = page(name, address);
    const std::string answer =
        guest.ask(R"(["room:join",{"roomId":"<R1>","password":"pw","userName":")" + name + R"("}])");
    REQUIRE(answer.starts_with(R"([{"success":true)"));
    pages.push_back(&guest);
  }
  /// Everything that a limit kept from being done.
  std::uint64_t limited() {
    std::uint64_t sum = 0;
    for (const watchroom::Count& count : app().counters().limited) sum += count.value;
    return sum;
  }
  void everybody(std::string_view event) {
    for (Page* page : pages) page->emit(event);
  }
  /// Each page calls each other one: an offer, and 40 candidates in one breath.
  void call_everybody() {
    for (Page* from : pages) {
      for (Page* to : pages) {
        if (from == to) continue;
        const std::string target = R"({"targetUserId":")" + to->id() + R"(",)";
        from->emit(R"(["voice:offer",)" + target + R"("offer":{"type":"offer","sdp":"v=0"}}])");
        for (int i = 0; i < 40; ++i) {
          from->emit(R"(["voice:ice",)" + target + R"("candidate":{"candidate":"c","sdpMid":"0"}}])");
        }
      }
    }
  }

  std::vector<Page*> pages;
};

constexpr const char* music =
    R"({"type":"music","song":{"name":"s","artist":"a"},"currentTime":1,"isPlaying":true})";

}  // namespace

TEST_SUITE("watchroom/legitimate_traffic") {
  TEST_CASE(
      "ten pages: heartbeats, lists, seeking by dragging, state after each change, voice calls, audio") {
    Evening t(9);
    const std::string seek = std::string(R"(["music:seek",)") + music + "]";
    const std::string update = std::string(R"(["music:update",)") + music + "]";
    t.call_everybody();
    for (int second = 0; second < 60; ++second) {
      for (int quarter = 0; quarter < 4; ++quarter) {
        for (std::size_t speaker = 0; speaker < 4; ++speaker) {
          t.pages[speaker]->emit(R"(["voice:audio-chunk",{"audioData":[1,2],"sampleRate":16000}])");
        }
        if (second % 20 < 10) {  // drags the slider for ten seconds, a guest does so with the film's
          for (int i = 0; i < 15; ++i) t.owner().emit(seek);
          for (int i = 0; i < 15; ++i) t.pages[1]->emit(R"(["play:seek",1.5])");
        }
        t.owner().emit(update);
        t.advance(250ms);
      }
      if (second % 5 == 0) {
        t.everybody(R"(["heartbeat"])");
        for (Page* page : t.pages) CHECK(page->ask(R"(["room:list"])") != "(no answer)");
      }
      t.pages[2]->emit(R"(["chat:message",{"content":"hi","type":"text"}])");
    }
    CHECK(t.limited() == 0);
  }

  TEST_CASE(
      "two hundred pages come back within four seconds after a restart, and the owner's page tells each of "
      "them") {
    Evening t(0);
    for (int i = 1; i < 200; ++i) {
      t.join_room("m" + std::to_string(i));
      t.owner().emit(std::string(R"(["music:update",)") + music + "]");
      t.advance(20ms);
    }
    t.everybody(R"(["heartbeat"])");
    for (Page* page : t.pages) CHECK(page->ask(R"(["room:list"])") != "(no answer)");
    CHECK(t.limited() == 0);
  }

  TEST_CASE("a screen is shown to fifty viewers: each asks again and again while its page settles") {
    Evening t(50);
    t.owner().emit(R"(["screen:start",{"type":"screen","status":"sharing","ownerName":"ann"}])");
    for (std::size_t i = 1; i < t.pages.size(); ++i) {
      const std::string target = R"({"targetUserId":")" + t.pages[i]->id() + R"(",)";
      for (int round = 0; round < 2; ++round) {
        t.pages[i]->emit(R"(["screen:viewer-ready"])");
        t.owner().emit(R"(["screen:offer",)" + target + R"("offer":{"type":"offer","sdp":"v=0"}}])");
        for (int ice = 0; ice < 15; ++ice) {
          t.owner().emit(R"(["screen:ice",)" + target + R"("candidate":{"candidate":"c"}}])");
        }
      }
    }
    CHECK(t.limited() == 0);
  }
}

}  // namespace test
