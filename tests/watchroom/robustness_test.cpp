#include <doctest/doctest.h>

#include "../support/room_harness.hpp"

namespace test {
namespace {

const std::vector<std::string> events{"room:create",
                                      "room:join",
                                      "room:leave",
                                      "room:list",
                                      "play:update",
                                      "play:change",
                                      "play:seek",
                                      "play:play",
                                      "play:pause",
                                      "live:change",
                                      "state:clear",
                                      "music:change",
                                      "music:update",
                                      "music:queue",
                                      "music:play",
                                      "music:pause",
                                      "music:seek",
                                      "screen:start",
                                      "screen:stop",
                                      "screen:helper-register",
                                      "screen:offer",
                                      "screen:ice",
                                      "screen:answer",
                                      "screen:viewer-ready",
                                      "chat:message",
                                      "voice:offer",
                                      "voice:answer",
                                      "voice:ice",
                                      "voice:audio-chunk",
                                      "voice:mic-enabled",
                                      "voice:strategy-change",
                                      "heartbeat",
                                      "no:such-event",
                                      "error",
                                      "7"};

std::string repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

/// What may follow the event name: nothing, each JSON type, deep, huge, and near misses of real arguments.
std::vector<std::string> garbage() {
  return {"",
          ",null",
          ",0",
          ",-1.5e300",
          ",true",
          R"(,"")",
          R"(,"x\u0000\ud800y")",
          ",[]",
          ",{}",
          ",[[],{},null]",
          "," + repeat("[", 100) + repeat("]", 100),
          "," + repeat(R"({"a":)", 100) + "1" + repeat("}", 100),
          R"(,")" + std::string(200'000, 'x') + '"',
          ",{\"type\":" + repeat("[", 100) + repeat("]", 100) + "}",
          R"(,{"type":"play","type":null})",
          R"(,{"type":"music","song":[]})",
          R"(,{"roomId":{},"userName":[],"password":1,"ownerToken":{}})",
          R"(,{"roomId":"<R1>","userName":{},"ownerToken":[]})",
          R"(,{"name":1,"description":[],"isPublic":"yes","roomType":7,"userName":{}})",
          R"(,{"targetUserId":null,"offer":null,"answer":null,"candidate":null})",
          R"(,{"content":{},"type":[]})",
          R"(,{"audioData":"x","sampleRate":[]})",
          R"(,null,null,null)",
          R"(,{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{})"};
}

struct Bystanders : RoomHarness {
  Bystanders() : RoomHarness(without_rates()) {
    create_room(a);
    join(b, "bob");
    clear();
  }
  Page& a = page("A");
  Page& b = page("B");
};

}  // namespace

TEST_SUITE("watchroom/robustness") {
  TEST_CASE_FIXTURE(Bystanders, "any event with any argument from a stranger disturbs nobody (S46, D1)") {
    Page& x = page("X");
    for (const std::string& event : events) {
      for (const std::string& arguments : garbage()) {
        for (const char* ack : {"", "5"}) {
          CAPTURE(event);
          CAPTURE(arguments.substr(0, 60));
          x.send(std::string("42") + ack + R"([")" + event + '"' + arguments + "]");
          REQUIRE_FALSE(x.closed());
          REQUIRE(a.frames() == Frames{});
          REQUIRE(b.frames() == Frames{});
        }
      }
    }
    x.emit(R"(["heartbeat"])");
    CHECK(x.frames().back() == R"(42["heartbeat:pong",{"timestamp":1700000000000}])");
    CHECK(b.ask(R"(["room:list"])").find("<R1>") != std::string::npos);
  }

  TEST_CASE("any event with any argument from an owner or a member leaves the server alive (S46, D1)") {
    for (const bool as_owner : {true, false}) {
      for (const std::string& event : events) {
        Bystanders t;
        Page& sender = as_owner ? t.a : t.b;
        for (const std::string& arguments : garbage()) {
          CAPTURE(event);
          CAPTURE(arguments.substr(0, 60));
          sender.send(R"(42[")" + event + '"' + arguments + "]");
          sender.send(R"(429[")" + event + '"' + arguments + "]");
          REQUIRE_FALSE(sender.closed());
          REQUIRE_FALSE(t.a.closed());
        }
        Page& x = t.page("X");
        CHECK(x.ask(R"(["room:list"])").starts_with("[["));
      }
    }
  }

  TEST_CASE_FIXTURE(Bystanders, "binary arguments are refused by every event") {
    for (const std::string& event : events) {
      if (event == "room:leave") continue;
      CAPTURE(event);
      a.send(R"(451-[")" + event +
             R"(",{"type":"play","content":{"_placeholder":true,"num":0},)"
             R"("targetUserId":"<B>","offer":{"_placeholder":true,"num":0}}])");
      wire.binary(a.connection(), "bytes");
      settle();
      REQUIRE_FALSE(a.closed());
      if (event == "play:play" || event == "play:pause" || event == "screen:stop" || event == "state:clear" ||
          event == "voice:mic-enabled") {
        b.frames();
      }
      REQUIRE(b.frames() == Frames{});
    }
  }

  TEST_CASE_FIXTURE(Bystanders, "create with nothing, null or wrong types (S47)") {
    Page& x = page("X");
    const std::string failed = R"([{"success":false,"error":"创建房间失败"}])";
    for (const char* argument :
         {"", ",null", ",1", R"(,"x")", ",[]", R"(,{"name":1})", R"(,{"name":"n","userName":{}})",
          R"(,{"password":1234})", R"(,{"description":[]})"}) {
      CAPTURE(argument);
      CHECK(x.ask(std::string(R"(["room:create")") + argument + "]") == failed);
    }
    CHECK(x.ask(R"(["room:create",{"name":")" + std::string(201, 'n') + R"("}])") == failed);
    CHECK(x.ask(R"(["room:create",{"description":")" + std::string(1001, 'n') + R"("}])") == failed);
    CHECK(x.ask(R"(["room:create",{"password":")" + std::string(129, 'n') + R"("}])") == failed);
    CHECK(stats().total_rooms == 1);
  }

  TEST_CASE_FIXTURE(Bystanders, "create with {}: a private sync room of a guest (S47, D26)") {
    Page& x = page("X");
    for (const std::string argument :
         {"{}", R"({"name":null,"description":null,"password":null,"isPublic":"yes","roomType":"x"})",
          R"({"userName":"  ","isPublic":1,"roomType":null})"}) {
      CAPTURE(argument);
      const std::string answer = x.ask(R"(["room:create",)" + argument + "]");
      CHECK(answer.find(R"("name":"","description":"","isPublic":false,"roomType":"sync")") !=
            std::string::npos);
      CHECK(answer.find(R"("ownerName":"游客")") != std::string::npos);
    }
  }

  TEST_CASE_FIXTURE(Bystanders, "join with nothing, null or wrong types (S47)") {
    Page& x = page("X");
    const std::string failed = R"([{"success":false,"error":"加入房间失败"}])";
    const std::string unknown = R"([{"success":false,"error":"房间不存在"}])";
    CHECK(x.ask(R"(["room:join"])") == failed);
    CHECK(x.ask(R"(["room:join",null])") == failed);
    for (const char* argument :
         {R"("<R1>")", "{}", "1", "true", "[]", R"({"roomId":1})", R"({"roomId":["<R1>"]})"}) {
      CAPTURE(argument);
      CHECK(x.ask(std::string(R"(["room:join",)") + argument + "]") == unknown);
    }
    CHECK(x.ask(R"(["room:join",{"roomId":"<R1>","userName":{}}])") == failed);
    CHECK(a.frames() == Frames{});
  }

  TEST_CASE_FIXTURE(Bystanders, "join without a name, or with a very long one (D4)") {
    Page &x = page("X"), &y = page("Y");
    x.ask(R"(["room:join",{"roomId":"<R1>"}])");
    CHECK(a.frames() == Frames{R"(42["room:member-joined",{"id":"<X>","name":"游客","isOwner":false,)"
                               R"("lastHeartbeat":1700000000000}])"});
    y.ask(R"(["room:join",{"roomId":"<R1>","userName":")" + std::string(70, 'n') + R"("}])");
    CHECK(a.frames() == Frames{R"(42["room:member-joined",{"id":"<Y>","name":")" + std::string(64, 'n') +
                               R"(","isOwner":false,"lastHeartbeat":1700000000000}])"});
  }

  TEST_CASE_FIXTURE(Bystanders,
                    "unknown event with an acknowledgement: no answer; reserved name: closed (S48)") {
    Page& x = page("X");
    CHECK(x.ask(R"(["no:such-event",1])") == "(no answer)");
    CHECK_FALSE(x.closed());
    x.emit(R"(["disconnect"])");
    CHECK(x.closed());
    Page& y = page("Y");
    y.send("42{}");
    CHECK(y.closed());
    CHECK(a.frames() == Frames{});
  }
}

}  // namespace test
