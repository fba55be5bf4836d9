// Where a film is by now: contract D22.

#include "timeline.hpp"

#include <doctest/doctest.h>

#include "../support/room_harness.hpp"

namespace watchroom {
namespace {

State film(std::string json, StateKind kind = StateKind::play) { return {kind, std::move(json), 1'000'000}; }
std::string after(std::chrono::milliseconds span, std::string json) {
  return state_at(film(std::move(json)), 1'000'000 + span.count());
}
std::string moved_to(std::string_view number, std::string json = R"({"type":"play","currentTime":1.10})") {
  return moved(film(std::move(json)), socketio::RawJson::trusted(number));
}

using namespace std::chrono_literals;

}  // namespace

TEST_SUITE("watchroom/timeline") {
  TEST_CASE("a film that plays is further on; all else of its text is as it was") {
    CHECK(after(2500ms, R"({"a":1.10, "currentTime" : 1.10,"isPlaying":true,"b":"\ud83d"})") ==
          R"({"a":1.10, "currentTime" : 3.6,"isPlaying":true,"b":"\ud83d"})");
    CHECK(after(1ms, R"({"isPlaying":true,"currentTime":0})") == R"({"isPlaying":true,"currentTime":0.001})");
    CHECK(after(20s, R"({"isPlaying":true,"currentTime":-3})") == R"({"isPlaying":true,"currentTime":17})");
  }

  TEST_CASE("at its own moment, and before it when a clock was set back, a text is as sent") {
    for (const auto span : {0ms, -1ms, -99999ms}) {
      CHECK(after(span, R"({"currentTime":1.10,"isPlaying":true})") ==
            R"({"currentTime":1.10,"isPlaying":true})");
    }
  }

  TEST_CASE("what does not play, or has no position, is as sent") {
    for (const char* const json :
         {R"({"currentTime":1.10,"isPlaying":false})", R"({"currentTime":1.10})", R"({"isPlaying":true})",
          R"({"currentTime":"1","isPlaying":true})", R"({"currentTime":null,"isPlaying":true})",
          R"({"currentTime":1.10,"isPlaying":1})", R"({"currentTime":1.10,"isPlaying":"true"})",
          R"({"currentTime":1e300,"isPlaying":true})", R"({"currentTime":1e999,"isPlaying":true})",
          R"({"nested":{"currentTime":1,"isPlaying":true}})"}) {
      CAPTURE(json);
      CHECK(after(5s, json) == json);
    }
    const std::string plays = R"({"currentTime":1.10,"isPlaying":true})";
    for (const StateKind kind : {StateKind::live, StateKind::music, StateKind::screen}) {
      CHECK(state_at(film(plays, kind), 1'005'000) == plays);
    }
  }

  TEST_CASE("the last of several members of one name counts, as for pages") {
    CHECK(after(1s, R"({"currentTime":1,"currentTime":5,"isPlaying":false,"isPlaying":true})") ==
          R"({"currentTime":1,"currentTime":6,"isPlaying":false,"isPlaying":true})");
  }

  TEST_CASE("nobody watches for more than four hours without a word from the owner's page") {
    CHECK(after(4h, R"({"currentTime":0,"isPlaying":true})") == R"({"currentTime":14400,"isPlaying":true})");
    CHECK(after(4000h, R"({"currentTime":0,"isPlaying":true})") ==
          R"({"currentTime":14400,"isPlaying":true})");
  }

  TEST_CASE("a position is kept as it was sent, if it is one") {
    CHECK(moved_to("12.250") == R"({"type":"play","currentTime":12.250})");
    CHECK(moved_to("-4") == R"({"type":"play","currentTime":0})");
    CHECK(moved_to("1." + std::string(1000, '0')) == R"({"type":"play","currentTime":1})");
    CHECK(moved_to("7", R"({"type":"play"})") == R"({"type":"play","currentTime":7})");
  }

  TEST_CASE("playing and stopping") {
    const State state = film(R"({"currentTime":1.10,"isPlaying":true})");
    CHECK(switched(state, false, 1'002'000) == R"({"currentTime":3.1,"isPlaying":false})");
    CHECK(switched(state, true, 1'002'000) == R"({"currentTime":3.1,"isPlaying":true})");
    const State still = film(R"({"currentTime":1.10})");
    CHECK(switched(still, true, 1'002'000) == R"({"currentTime":1.10,"isPlaying":true})");
    CHECK(switched(still, false, 1'002'000) == R"({"currentTime":1.10})");
  }
}

}  // namespace watchroom

namespace test {
namespace {

struct Cinema : RoomHarness {
  explicit Cinema(watchroom::Config config = {}) : RoomHarness(std::move(config)) {
    create_room(a);
    join(b, "bob");
    a.emit(R"(["play:update",{"type":"play","url":"u","currentTime":10.50,"isPlaying":true}])");
    clear();
  }
  /// What somebody who comes now is told, and what lists show: position and whether it plays.
  std::string joiner_sees() { return film_in(page("J" + std::to_string(++joiners)).ask(join_it)); }
  std::string list_shows() { return film_in(b.ask(R"(["room:list"])")); }
  static std::string film_in(const std::string& answer) {
    const std::size_t at = answer.find(R"("currentTime":)");
    REQUIRE(at != std::string::npos);
    return answer.substr(at + 14, answer.find('}', at) - at - 14);
  }

  static constexpr const char* join_it = R"(["room:join",{"roomId":"<R1>","userName":"late"}])";
  int joiners = 0;
  Page& a = page("A");
  Page& b = page("B");
};

}  // namespace

TEST_SUITE("watchroom/timeline of a room") {
  TEST_CASE_FIXTURE(Cinema, "who comes later is told where the film is by now (D22)") {
    CHECK(joiner_sees() == R"(10.50,"isPlaying":true)");
    advance(3250ms);
    CHECK(joiner_sees() == R"(13.75,"isPlaying":true)");
    CHECK(list_shows() == R"(13.5,"isPlaying":true)");
  }

  TEST_CASE_FIXTURE(Cinema, "pause, seek and play of anybody who may move it; forwarded as they came (D22)") {
    advance(2s);
    b.emit(R"(["play:pause"])");
    advance(60s);
    CHECK(joiner_sees() == R"(12.5,"isPlaying":false)");
    b.emit(R"(["play:seek",99.250])");
    advance(5s);
    CHECK(joiner_sees() == R"(99.250,"isPlaying":false)");
    CHECK(list_shows() == R"(99.250,"isPlaying":false)");
    b.emit(R"(["play:play",{"ignored":1}])");
    advance(1s);
    CHECK(joiner_sees() == R"(100.25,"isPlaying":true)");
    b.emit(R"(["play:seek",5])");
    advance(1s);
    CHECK(joiner_sees() == R"(6,"isPlaying":true)");
    Frames commands;
    for (const std::string& frame : a.frames()) {
      if (frame.starts_with(R"(42["play:)")) commands.push_back(frame);
    }
    CHECK(commands == Frames{R"(42["play:pause"])", R"(42["play:seek",99.250])", R"(42["play:play"])",
                             R"(42["play:seek",5])"});
  }

  TEST_CASE("who may not move the film does not (D22)") {
    watchroom::Config config;
    config.member_playback = watchroom::MemberPlayback::owner;
    Cinema t(config);
    t.b.emit(R"(["play:pause"])");
    t.b.emit(R"(["play:seek",1])");
    t.page("X").emit(R"(["play:seek",1])");
    t.advance(1s);
    CHECK(t.joiner_sees() == R"(11.5,"isPlaying":true)");
  }

  TEST_CASE_FIXTURE(Cinema, "a member that moves the film is no sign of its owner") {
    a.drop();
    for (int i = 0; i < 29; ++i) {
      advance(1s);
      b.emit(R"(["play:seek",1])");
    }
    b.frames();
    advance(2s);
    CHECK(b.frames() == Frames{R"(42["state:cleared"])"});
  }

  TEST_CASE_FIXTURE(Cinema,
                    "commands in a room that shows something else, or nothing, change nothing of it") {
    a.emit(R"(["live:change",{"type":"live","currentTime":1,"isPlaying":true}])");
    b.emit(R"(["play:seek",50])");
    b.emit(R"(["play:pause"])");
    advance(3s);
    CHECK(joiner_sees() == R"(1,"isPlaying":true)");
    a.ask(R"(["state:clear"])");
    b.emit(R"(["play:seek",50])");
    CHECK(b.ask(R"(["room:list"])").find(R"("currentState":null)") != std::string::npos);
  }
}

}  // namespace test
