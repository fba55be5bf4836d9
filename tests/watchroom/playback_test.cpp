#include <doctest/doctest.h>

#include "../support/room_harness.hpp"

namespace test {
namespace {

/// An owner A and members B and C in one room, nothing received yet.
struct Trio : RoomHarness {
  explicit Trio(watchroom::Config config = {}, std::string_view more = "") : RoomHarness(std::move(config)) {
    create_room(a, more);
    join(b, "bob");
    join(c, "carol");
    clear();
  }
  std::string state() {
    const std::string list = b.ask(R"(["room:list"])");
    const std::size_t start = list.find(R"("currentState":)") + 15;
    return list.substr(start, list.find(R"(,"createdAt")") - start);
  }

  Page& a = page("A");
  Page& b = page("B");
  Page& c = page("C");
};

struct MusicTrio : Trio {
  MusicTrio() : Trio({}, R"(,"roomType":"music")") {}
};

}  // namespace

TEST_SUITE("watchroom/playback") {
  TEST_CASE_FIXTURE(Trio, "owner's state: forwarded and kept as the text it was sent as (S13)") {
    const std::string state =
        R"({"type":"play","url":"u","currentTime":1.10,"big":9007199254740993,"e":1E3,"zero":-0,)"
        R"("lone":"\ud83d","emoji":"🎬","nested":{"a":[null,true,{"b":""}]},"isPlaying":true, "space" : 1})";
    a.emit(R"(["play:update",)" + state + "]");
    CHECK(b.frames() == Frames{R"(42["play:update",)" + state + "]"});
    CHECK(c.frames() == Frames{R"(42["play:update",)" + state + "]"});
    CHECK(a.frames() == Frames{});
    CHECK(this->state() == state);
    Page& d = page("D");
    CHECK(d.ask(R"(["room:join",{"roomId":"<R1>","userName":"dan"}])")
              .find(R"("currentState":)" + state + R"(,"createdAt")") != std::string::npos);
  }

  TEST_CASE_FIXTURE(Trio, "members may not set a state (S14)") {
    b.emit(R"(["play:update",{"type":"play"}])");
    b.emit(R"(["play:change",{"type":"play"}])");
    b.emit(R"(["live:change",{"type":"live"}])");
    CHECK(a.frames() == Frames{});
    CHECK(c.frames() == Frames{});
    CHECK(state() == "null");
  }

  TEST_CASE_FIXTURE(Trio, "members may seek, play and pause; the sender hears no echo (S15)") {
    b.emit(R"(["play:seek",12.25])");
    b.emit(R"(["play:play"])");
    b.emit(R"(["play:pause",{"extra":"is not forwarded"}])");
    const Frames told{R"(42["play:seek",12.25])", R"(42["play:play"])", R"(42["play:pause"])"};
    CHECK(a.frames() == told);
    CHECK(c.frames() == told);
    CHECK(b.frames() == Frames{});
  }

  TEST_CASE("member_playback=owner: members may not seek, play or pause (S15)") {
    watchroom::Config config;
    config.member_playback = watchroom::MemberPlayback::owner;
    Trio t(config);
    for (const char* event : {R"(["play:seek",1])", R"(["play:play"])", R"(["play:pause"])"}) t.b.emit(event);
    CHECK(t.a.frames() == Frames{});
    t.a.emit(R"(["play:pause"])");
    CHECK(t.b.frames() == Frames{R"(42["play:pause"])"});
  }

  TEST_CASE_FIXTURE(Trio, "seek to what is no finite number is ignored") {
    for (const char* position : {"null", R"("12")", "{}", "[1]", "true", "1e999"}) {
      CAPTURE(position);
      b.emit(std::string(R"(["play:seek",)") + position + "]");
      CHECK(a.frames() == Frames{});
    }
    b.emit(R"(["play:seek"])");
    CHECK(a.frames() == Frames{});
    b.emit(R"(["play:seek",-1.50e1,"extra"])");
    CHECK(a.frames() == Frames{R"(42["play:seek",-1.50e1])"});
  }

  TEST_CASE_FIXTURE(Trio, "change of video and of channel (S16, S17)") {
    a.emit(R"(["play:change",{"type":"play","videoId":"v","source":"s"}])");
    CHECK(b.frames() == Frames{R"(42["play:change",{"type":"play","videoId":"v","source":"s"}])"});
    CHECK(state() == R"({"type":"play","videoId":"v","source":"s"})");
    a.emit(R"(["live:change",{"type":"live","channelName":"n"}])");
    CHECK(b.frames() == Frames{R"(42["live:change",{"type":"live","channelName":"n"}])"});
    CHECK(state() == R"({"type":"live","channelName":"n"})");
    CHECK(a.frames() == Frames{});
  }

  TEST_CASE_FIXTURE(Trio, "a state of the wrong kind or form is neither kept nor forwarded (D4)") {
    for (const char* state : {"null", "1", R"("x")", "[]", "{}", R"({"type":"live"})", R"({"type":1})",
                              R"({"Type":"play"})", R"({"type":"play","type":"x"})"}) {
      CAPTURE(state);
      a.emit(std::string(R"(["play:update",)") + state + "]");
      CHECK(b.frames() == Frames{});
    }
    a.emit(R"(["live:change",{"type":"play"}])");
    a.emit(R"(["play:update"])");
    CHECK(b.frames() == Frames{});
    CHECK(state() == "null");
  }

  TEST_CASE_FIXTURE(Trio, "a state longer than the limit is dropped, one of exactly the limit is not") {
    const std::string head = R"({"type":"play","url":")", tail = R"("})";
    const std::string most = head + std::string(16 * 1024 - head.size() - tail.size(), 'x') + tail;
    a.emit(R"(["play:update",)" + most + "]");
    CHECK(b.frames() == Frames{R"(42["play:update",)" + most + "]"});
    a.emit(R"(["play:update",)" + head + std::string(16 * 1024 - head.size() - tail.size() + 1, 'x') + tail +
           "]");
    CHECK(b.frames() == Frames{});
  }

  TEST_CASE_FIXTURE(Trio, "clear: others are told before the owner's acknowledgement (S26)") {
    a.emit(R"(["play:update",{"type":"play"}])");
    clear();
    CHECK(a.ask(R"(["state:clear"])") == R"([{"success":true}])");
    CHECK(b.frames() == Frames{R"(42["state:cleared"])"});
    CHECK(a.frames() == Frames{});
    CHECK(state() == "null");
    a.emit(R"(["state:clear"])");
    CHECK(b.frames() == Frames{R"(42["state:cleared"])"});
    a.emit(R"(["state:clear",{}])");
    CHECK(b.frames() == Frames{R"(42["state:cleared"])"});
  }

  TEST_CASE_FIXTURE(Trio, "clear: refused to members and outsiders (S26)") {
    CHECK(b.ask(R"(["state:clear"])") == R"([{"success":false,"error":"Not owner"}])");
    CHECK(page("X").ask(R"(["state:clear"])") == R"([{"success":false,"error":"Not in a room"}])");
    b.emit(R"(["state:clear"])");
    CHECK(a.frames() == Frames{});
    CHECK(c.frames() == Frames{});
  }

  TEST_CASE_FIXTURE(Trio, "the outsider reaches nobody (S21)") {
    Page& x = page("X");
    for (const char* event :
         {R"(["play:update",{"type":"play"}])", R"(["play:seek",1])", R"(["play:play"])", R"(["play:pause"])",
          R"(["live:change",{"type":"live"}])", R"(["chat:message",{"content":"hi","type":"text"}])",
          R"(["screen:start",{"type":"screen"}])", R"(["screen:stop"])", R"(["screen:viewer-ready"])",
          R"(["voice:offer",{"targetUserId":"<A>","offer":{}}])",
          R"(["screen:offer",{"targetUserId":"<A>","offer":{}}])",
          R"(["voice:audio-chunk",{"roomId":"<R1>","audioData":[1]}])", R"(["voice:mic-enabled"])",
          R"(["voice:strategy-change",{"strategy":"relay"}])", R"(["room:leave"])"}) {
      CAPTURE(event);
      x.emit(event);
      CHECK(a.frames() == Frames{});
      CHECK(b.frames() == Frames{});
      CHECK(x.frames() == Frames{});
    }
  }
}

TEST_SUITE("watchroom/music") {
  TEST_CASE_FIXTURE(MusicTrio, "owner's music: all six events, forwarded as sent (S18)") {
    const std::string music =
        R"({"type":"music","song":{"id":"1","name":"n","artist":"a","platform":"p"},"isPlaying":false})";
    for (const std::string event : {"change", "update", "queue", "play", "pause", "seek"}) {
      CAPTURE(event);
      a.emit(R"(["music:)" + event + R"(",)" + music + "]");
      CHECK(b.frames() == Frames{R"(42["music:)" + event + R"(",)" + music + "]"});
      CHECK(a.frames() == Frames{});
    }
  }

  TEST_CASE_FIXTURE(MusicTrio,
                    "play and pause set isPlaying in what is kept, not in what is forwarded (S18)") {
    a.emit(R"(["music:play",{"type":"music","isPlaying":false,"song":{"name":"n","artist":"a"}}])");
    CHECK(state() == R"({"type":"music","isPlaying":true,"song":{"name":"n","artist":"a"}})");
    a.emit(R"(["music:pause",{"type":"music","song":{"name":"n","artist":"a"}}])");
    CHECK(state() == R"({"type":"music","song":{"name":"n","artist":"a"},"isPlaying":false})");
    a.emit(R"(["music:seek",{"type":"music","isPlaying":true,"song":{"name":"n","artist":"a"}}])");
    CHECK(state() == R"({"type":"music","isPlaying":true,"song":{"name":"n","artist":"a"}})");
    CHECK(b.frames().front() ==
          R"(42["music:play",{"type":"music","isPlaying":false,"song":{"name":"n","artist":"a"}}])");
  }

  TEST_CASE_FIXTURE(MusicTrio, "music without a song that has a name and an artist is dropped (D4)") {
    for (const char* music :
         {R"({"type":"music"})", R"({"type":"music","song":null})", R"({"type":"music","song":{"name":"n"}})",
          R"({"type":"music","song":{"name":"n","artist":1}})",
          R"({"type":"play","song":{"name":"n","artist":"a"}})"}) {
      CAPTURE(music);
      a.emit(std::string(R"(["music:update",)") + music + "]");
      CHECK(b.frames() == Frames{});
    }
  }

  TEST_CASE_FIXTURE(MusicTrio, "members' music is ignored (S19)") {
    b.emit(R"(["music:update",{"type":"music","song":{"name":"n","artist":"a"}}])");
    CHECK(a.frames() == Frames{});
  }

  TEST_CASE_FIXTURE(Trio, "music in a room that is not for music is ignored (S19)") {
    a.emit(R"(["music:update",{"type":"music","song":{"name":"n","artist":"a"}}])");
    CHECK(b.frames() == Frames{});
    CHECK(state() == "null");
  }
}

}  // namespace test
