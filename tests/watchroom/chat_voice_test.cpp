#include <doctest/doctest.h>

#include "../support/room_harness.hpp"

namespace test {
namespace {

struct ChatRoom : RoomHarness {
  ChatRoom() {
    create_room(a);
    join(b, "bob");
    join(c, "carol");
    clear();
  }
  /// The chat message in the only frame that the page received, with its id as "<id>".
  std::string chat(Page& page, std::string& id) {
    Frames frames = page.frames();
    REQUIRE(frames.size() == 1);
    id = value_in(frames.front(), "id");
    replace_all(frames.front(), id, "<id>");
    return frames.front();
  }
  void check_silence() {
    CHECK(a.frames() == Frames{});
    CHECK(b.frames() == Frames{});
    CHECK(c.frames() == Frames{});
  }

  Page& a = page("A");
  Page& b = page("B");
  Page& c = page("C");
};

}  // namespace

TEST_SUITE("watchroom/chat") {
  TEST_CASE_FIXTURE(ChatRoom, "message: everybody gets the same, with the server's id, name and time (S20)") {
    b.emit(R"(["chat:message",{"content":"hi \"you\" 😀 \ud83d","type":"text","userName":"spoof","id":"x"}])");
    const std::string expected =
        R"(42["chat:message",{"id":"<id>","userId":"<B>","userName":"bob",)"
        R"("content":"hi \"you\" 😀 \ud83d","type":"text","timestamp":1700000000000}])";
    std::string id, first;
    CHECK(chat(a, first) == expected);
    for (Page* page : {&b, &c}) {
      CHECK(chat(*page, id) == expected);
      CHECK(id == first);
    }
    b.emit(R"(["chat:message",{"content":"again","type":"text"}])");
    chat(a, id);
    CHECK(id != first);
  }

  TEST_CASE_FIXTURE(ChatRoom, "message: emoji stays emoji, any other type is text") {
    std::string id;
    b.emit(R"(["chat:message",{"content":"x","type":"emoji"}])");
    CHECK(chat(a, id).find(R"("type":"emoji")") != std::string::npos);
    for (const char* type : {R"(,"type":"html")", R"(,"type":{})", ""}) {
      b.emit(std::string(R"(["chat:message",{"content":"x")") + type + "}]");
      CHECK(chat(a, id).find(R"("type":"text")") != std::string::npos);
    }
  }

  TEST_CASE_FIXTURE(ChatRoom,
                    "message: content must be a string, not empty, at most 4000 code points (D4, S49)") {
    for (const std::string content : {"null", "1", "{}", R"(["x"])", R"("")", "true"}) {
      b.emit(R"(["chat:message",{"type":"text","content":)" + content + "}]");
    }
    b.emit(R"(["chat:message",{"type":"text"}])");
    b.emit(R"(["chat:message",{"type":"text","content":")" + std::string(4001, 'x') + R"("}])");
    b.emit(R"(["chat:message",{"type":"text","content":")" + std::string(900'000, 'x') + R"("}])");
    check_silence();
    std::string wide;
    for (int i = 0; i < 4000; ++i) wide += "游";
    b.emit(R"(["chat:message",{"type":"text","content":")" + wide + R"("}])");
    CHECK(a.frames().size() == 1);
  }

  TEST_CASE_FIXTURE(ChatRoom, "message: binary content is refused") {
    b.send(R"(451-["chat:message",{"content":{"_placeholder":true,"num":0},"type":"text"}])");
    wire.binary(b.connection(), "bytes");
    settle();
    check_silence();
    CHECK_FALSE(b.closed());
  }
}

TEST_SUITE("watchroom/voice") {
  TEST_CASE_FIXTURE(ChatRoom, "signals reach their target only, unchanged (S22)") {
    b.emit(R"(["voice:offer",{"targetUserId":"<A>","offer":{"type":"offer","sdp":"v=0"}}])");
    b.emit(R"(["voice:answer",{"targetUserId":"<A>","answer":{"type":"answer","sdp":"v=0"}}])");
    b.emit(R"(["voice:ice",{"targetUserId":"<A>","candidate":{"candidate":"c","sdpMid":"0",)"
           R"("sdpMLineIndex":0,"usernameFragment":"f"}}])");
    CHECK(a.frames() ==
          Frames{R"(42["voice:offer",{"userId":"<B>","offer":{"type":"offer","sdp":"v=0"}}])",
                 R"(42["voice:answer",{"userId":"<B>","answer":{"type":"answer","sdp":"v=0"}}])",
                 R"(42["voice:ice",{"userId":"<B>","candidate":{"candidate":"c","sdpMid":"0",)"
                 R"("sdpMLineIndex":0,"usernameFragment":"f"}}])"});
    check_silence();
  }

  TEST_CASE_FIXTURE(ChatRoom, "signals go to nobody outside the room, and to no room (S23, D2)") {
    Page& x = page("X");
    for (const std::string target :
         {R"("<X>")", R"("<R1>")", "[]", R"(["<A>"])", "null", "{}", R"("")", "1"}) {
      CAPTURE(target);
      for (const std::string kind : {"voice", "screen"}) {
        b.emit(R"([")" + kind + R"(:offer",{"targetUserId":)" + target + R"(,"offer":{}}])");
      }
      check_silence();
      CHECK(x.frames() == Frames{});
    }
    create_room(x);
    b.emit(R"(["voice:offer",{"targetUserId":"<X>","offer":{}}])");
    CHECK(x.frames() == Frames{});
  }

  TEST_CASE_FIXTURE(ChatRoom, "signals: to oneself they are delivered, to another tab of the owner too") {
    b.emit(R"(["voice:offer",{"targetUserId":"<B>","offer":1}])");
    CHECK(b.frames() == Frames{R"(42["voice:offer",{"userId":"<B>","offer":1}])"});
    Page& a2 = page("A2");
    a2.ask(R"(["room:join",{"roomId":"<R1>","userName":"ann","ownerToken":"<T1>"}])");
    clear();
    b.emit(R"(["voice:offer",{"targetUserId":"<A>","offer":2}])");
    CHECK(a.frames() == Frames{R"(42["voice:offer",{"userId":"<B>","offer":2}])"});
    CHECK(a2.frames() == Frames{});
  }

  TEST_CASE_FIXTURE(ChatRoom, "signals: missing values and oversized ones are dropped") {
    b.emit(R"(["voice:offer",{"targetUserId":"<A>"}])");
    b.emit(R"(["voice:offer",{"targetUserId":"<A>","answer":{}}])");
    b.emit(R"(["voice:offer",{"targetUserId":"<A>","offer":")" + std::string(128 * 1024, 'x') + R"("}])");
    b.emit(R"(["voice:ice",{"targetUserId":"<A>","candidate":")" + std::string(8 * 1024, 'x') + R"("}])");
    check_silence();
    b.emit(R"(["voice:ice",{"targetUserId":"<A>","candidate":")" + std::string(8 * 1024 - 2, 'x') + R"("}])");
    CHECK(a.frames().size() == 1);
  }

  TEST_CASE_FIXTURE(ChatRoom, "audio: relayed to the others, 16 kHz unless told otherwise (S24, D18)") {
    b.emit(R"(["voice:audio-chunk",{"roomId":"<R1>","audioData":[0,255,7],"sampleRate":8000}])");
    b.emit(R"(["voice:audio-chunk",{"roomId":"elsewhere","audioData":[1, 2]}])");
    const Frames told{R"(42["voice:audio-chunk",{"userId":"<B>","audioData":[0,255,7],"sampleRate":8000}])",
                      R"(42["voice:audio-chunk",{"userId":"<B>","audioData":[1, 2],"sampleRate":16000}])"};
    CHECK(a.frames() == told);
    CHECK(c.frames() == told);
    CHECK(b.frames() == Frames{});
  }

  TEST_CASE_FIXTURE(ChatRoom, "audio: who does not read loses chunks, and nothing else (D18)") {
    wire.stall(c.connection());
    a.emit(R"(["play:update",{"type":"play"}])");
    CHECK(c.frames().size() == 1);
    b.emit(R"(["voice:audio-chunk",{"audioData":[1]}])");
    b.emit(R"(["chat:message",{"content":"hi","type":"text"}])");
    const Frames frames = c.frames();
    REQUIRE(frames.size() == 1);
    CHECK(frames[0].starts_with(R"(42["chat:message")"));
    CHECK(a.frames().size() == 2);
    wire.drain(c.connection());
    b.emit(R"(["voice:audio-chunk",{"audioData":[2]}])");
    CHECK(c.frames() ==
          Frames{R"(42["voice:audio-chunk",{"userId":"<B>","audioData":[2],"sampleRate":16000}])"});
  }

  TEST_CASE_FIXTURE(ChatRoom, "audio: anything but an array of bytes is dropped") {
    for (const std::string data : {"null", R"("AAAA")", "{}", R"(["1"])", "[[1]]", "[-1]", "[1.5]", "[1e2]",
                                   "[256]", "[null]", "[1000]"}) {
      CAPTURE(data);
      b.emit(R"(["voice:audio-chunk",{"audioData":)" + data + "}]");
      check_silence();
    }
    b.emit(R"(["voice:audio-chunk",{}])");
    b.emit(R"(["voice:audio-chunk",[1,2]])");
    check_silence();
    b.emit(R"(["voice:audio-chunk",{"audioData":[],"sampleRate":"x"}])");
    CHECK(a.frames() ==
          Frames{R"(42["voice:audio-chunk",{"userId":"<B>","audioData":[],"sampleRate":16000}])"});
  }

  TEST_CASE_FIXTURE(ChatRoom, "audio: at most 16384 samples in at most 64 KiB of text") {
    const auto chunk = [](std::size_t samples, const std::string& sample) {
      std::string text = R"(["voice:audio-chunk",{"audioData":[)" + sample;
      for (std::size_t i = 1; i < samples; ++i) text += ',' + sample;
      return text + "]}]";
    };
    b.emit(chunk(16'384, "0"));
    CHECK(a.frames().size() == 1);
    b.emit(chunk(16'385, "0"));
    CHECK(a.frames() == Frames{});
    b.emit(chunk(16'383, "100"));
    CHECK(a.frames().size() == 1);
    b.emit(chunk(16'383, "100 "));
    CHECK(a.frames() == Frames{});
  }

  TEST_CASE_FIXTURE(ChatRoom, "microphone: the others are told who speaks") {
    b.emit(R"(["voice:mic-enabled"])");
    CHECK(a.frames() == Frames{R"(42["voice:mic-enabled",{"userId":"<B>"}])"});
    CHECK(c.frames() == Frames{R"(42["voice:mic-enabled",{"userId":"<B>"}])"});
    CHECK(b.frames() == Frames{});
  }

  TEST_CASE_FIXTURE(ChatRoom, "strategy: the owner's choice goes to everybody, a member's to nobody") {
    b.emit(R"(["voice:strategy-change",{"strategy":"server-relay"}])");
    check_silence();
    a.emit(R"(["voice:strategy-change",{"strategy":"server-relay","more":1}])");
    const Frames told{R"(42["voice:strategy-change",{"strategy":"server-relay"}])"};
    for (Page* page : {&a, &b, &c}) CHECK(page->frames() == told);
    a.emit(R"(["voice:strategy-change",{"strategy":{}}])");
    a.emit(R"(["voice:strategy-change",{"strategy":")" + std::string(65, 'x') + R"("}])");
    check_silence();
  }
}

}  // namespace test
