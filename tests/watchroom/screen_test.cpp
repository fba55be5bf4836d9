#include <doctest/doctest.h>

#include "../support/room_harness.hpp"

namespace test {
namespace {

constexpr const char* sharing = R"(["screen:start",{"type":"screen","status":"sharing","ownerName":"ann"}])";
const std::string shared = R"(42["screen:start",{"type":"screen","status":"sharing","ownerName":"ann"}])";

struct ScreenRoom : RoomHarness {
  ScreenRoom() {
    create_room(a, R"(,"roomType":"screen")");
    join(b, "bob");
    join(c, "carol");
    clear();
  }
  std::string register_helper(Page& page) {
    return page.ask(R"(["screen:helper-register",{"roomId":"<R1>","ownerToken":"<T1>"}])");
  }
  bool showing() { return c.ask(R"(["room:list"])").find(R"("type":"screen")") != std::string::npos; }

  Page& a = page("A");
  Page& b = page("B");
  Page& c = page("C");
};

}  // namespace

TEST_SUITE("watchroom/screen") {
  TEST_CASE_FIXTURE(ScreenRoom, "start and stop reach everybody, the sender included (S27, S30)") {
    a.emit(sharing);
    for (Page* page : {&a, &b, &c}) CHECK(page->frames() == Frames{shared});
    CHECK(showing());
    a.emit(R"(["screen:stop"])");
    for (Page* page : {&a, &b, &c}) CHECK(page->frames() == Frames{R"(42["screen:stop"])"});
    CHECK_FALSE(showing());
  }

  TEST_CASE_FIXTURE(ScreenRoom, "members may not start or stop") {
    b.emit(sharing);
    b.emit(R"(["screen:stop"])");
    for (Page* page : {&a, &b, &c}) CHECK(page->frames() == Frames{});
  }

  TEST_CASE_FIXTURE(ScreenRoom, "a state that is no screen state is dropped (D4)") {
    for (const char* state : {"null", "{}", R"({"type":"play"})", R"("screen")"}) {
      a.emit(std::string(R"(["screen:start",)") + state + "]");
    }
    a.emit(R"(["screen:start"])");
    for (Page* page : {&a, &b, &c}) CHECK(page->frames() == Frames{});
  }

  TEST_CASE_FIXTURE(ScreenRoom, "a viewer is announced to the owner while there is a screen (S28)") {
    b.emit(R"(["screen:viewer-ready"])");
    CHECK(a.frames() == Frames{});
    a.emit(sharing);
    clear();
    b.emit(R"(["screen:viewer-ready"])");
    CHECK(a.frames() == Frames{R"(42["screen:viewer-ready",{"userId":"<B>"}])"});
    CHECK(c.frames() == Frames{});
    a.emit(R"(["screen:viewer-ready"])");
    CHECK(a.frames() == Frames{});
    a.emit(R"(["play:update",{"type":"play"}])");
    clear();
    b.emit(R"(["screen:viewer-ready"])");
    CHECK(a.frames() == Frames{});
  }

  TEST_CASE_FIXTURE(ScreenRoom, "signals reach their target only, unchanged (S29)") {
    a.emit(R"(["screen:offer",{"targetUserId":"<B>","offer":{"type":"offer","sdp":"v=0\r\n"}}])");
    CHECK(b.frames() ==
          Frames{R"(42["screen:offer",{"userId":"<A>","offer":{"type":"offer","sdp":"v=0\r\n"}}])"});
    b.emit(R"(["screen:answer",{"answer":{"type":"answer","sdp":"x"},"targetUserId":"<A>"}])");
    CHECK(a.frames() ==
          Frames{R"(42["screen:answer",{"userId":"<B>","answer":{"type":"answer","sdp":"x"}}])"});
    b.emit(R"(["screen:ice",{"targetUserId":"<A>","candidate":{"candidate":"c","sdpMid":"0","x":1.0}}])");
    CHECK(a.frames() ==
          Frames{R"(42["screen:ice",{"userId":"<B>","candidate":{"candidate":"c","sdpMid":"0","x":1.0}}])"});
    CHECK(c.frames() == Frames{});
  }

  TEST_CASE_FIXTURE(ScreenRoom, "helper: the three answers (S31)") {
    Page& h = page("H");
    CHECK(h.ask(R"(["screen:helper-register",{"roomId":"NOROOM","ownerToken":"<T1>"}])") ==
          R"([{"success":false,"error":"房间不存在"}])");
    CHECK(h.ask(R"(["screen:helper-register",{"roomId":"<R1>","ownerToken":"bad"}])") ==
          R"([{"success":false,"error":"房主身份验证失败"}])");
    CHECK(h.ask(R"(["screen:helper-register",{"roomId":"<R1>"}])") ==
          R"([{"success":false,"error":"房主身份验证失败"}])");
    CHECK(h.ask(R"(["screen:helper-register",null])") ==
          R"([{"success":false,"error":"注册共享控制窗口失败"}])");
    CHECK(register_helper(h) == R"([{"success":true}])");
    CHECK(stats().total_members == 3);
  }

  TEST_CASE_FIXTURE(ScreenRoom, "helper: shares in the owner's place and talks to the viewers (S31)") {
    Page& h = page("H");
    register_helper(h);
    h.emit(sharing);
    for (Page* page : {&a, &b, &c}) CHECK(page->frames() == Frames{shared});
    CHECK(h.frames() == Frames{});
    b.emit(R"(["screen:viewer-ready"])");
    CHECK(h.frames() == Frames{R"(42["screen:viewer-ready",{"userId":"<B>"}])"});
    CHECK(a.frames() == Frames{});
    h.emit(R"(["screen:offer",{"targetUserId":"<B>","offer":{}}])");
    CHECK(b.frames() == Frames{R"(42["screen:offer",{"userId":"<H>","offer":{}}])"});
    b.emit(R"(["screen:answer",{"targetUserId":"<H>","answer":{}}])");
    CHECK(h.frames() == Frames{R"(42["screen:answer",{"userId":"<B>","answer":{}}])"});
    h.emit(R"(["screen:stop"])");
    for (Page* page : {&a, &b, &c}) CHECK(page->frames() == Frames{R"(42["screen:stop"])"});
    CHECK(h.frames() == Frames{});
  }

  TEST_CASE_FIXTURE(ScreenRoom, "helper: the newer one replaces the older one in silence (S32)") {
    Page &h = page("H"), &h2 = page("H2");
    register_helper(h);
    CHECK(register_helper(h2) == R"([{"success":true}])");
    CHECK(h.frames() == Frames{});
    h.emit(sharing);
    h.emit(R"(["screen:offer",{"targetUserId":"<B>","offer":{}}])");
    for (Page* page : {&a, &b, &c}) CHECK(page->frames() == Frames{});
    h2.emit(sharing);
    CHECK(b.frames() == Frames{shared});
  }

  TEST_CASE_FIXTURE(ScreenRoom, "helper: its disconnect stops the screen for all (S33)") {
    Page& h = page("H");
    register_helper(h);
    h.emit(sharing);
    clear();
    h.drop();
    for (Page* page : {&a, &b, &c}) CHECK(page->frames() == Frames{R"(42["screen:stop"])"});
    CHECK_FALSE(showing());
  }

  TEST_CASE_FIXTURE(ScreenRoom, "helper: a plain member is none, whatever it registered as") {
    register_helper(b);
    b.emit(sharing);
    for (Page* page : {&a, &b, &c}) CHECK(page->frames() == Frames{});
  }

  TEST_CASE_FIXTURE(ScreenRoom, "helper: one room at a time (D27)") {
    Page &h = page("H"), &x = page("X");
    create_room(x, R"(,"roomType":"screen")");
    register_helper(h);
    CHECK(h.ask(R"(["screen:helper-register",{"roomId":"<R2>","ownerToken":"<T2>"}])") ==
          R"([{"success":true}])");
    h.emit(sharing);
    CHECK(x.frames() == Frames{shared});
    CHECK(a.frames() == Frames{});
    a.emit(sharing);
    clear();
    b.emit(R"(["screen:viewer-ready"])");
    CHECK(a.frames() == Frames{R"(42["screen:viewer-ready",{"userId":"<B>"}])"});
    CHECK(h.frames() == Frames{});
  }
}

}  // namespace test
