#include "room_messages.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

std::string event(const bench::Relayed& message) { return message.sent.packet.substr(2); }

}  // namespace

TEST_SUITE("bench/room_messages") {
  TEST_CASE("rooms: asked for with an acknowledgement") {
    CHECK(bench::create_room(3).packet ==
          R"(421["room:create",{"name":"Room 3","description":"Friday night, everybody welcome",)"
          R"("isPublic":true,"roomType":"sync","userName":"Viewer 0"}])");
    CHECK(bench::join_room("ABC123", 4).packet ==
          R"(422["room:join",{"roomId":"ABC123","userName":"Viewer 4"}])");
    CHECK(bench::reclaim_room("ABC123", "T").packet ==
          R"(422["room:join",{"roomId":"ABC123","userName":"Viewer 0","ownerToken":"T"}])");
    CHECK(bench::list_rooms().packet == R"(423["room:list"])");
    CHECK(bench::rooms_in(R"([[{"id":"A","currentState":{"type":"play"}},{"id":"B"}]])") == 2);
    CHECK(bench::rooms_in("[[]]") == 0);
  }

  TEST_CASE("playback: heard as it was said") {
    for (const auto& message : {bench::play_update(7), bench::play_change(7), bench::play_control(6)})
      CHECK(message.received.matches(event(message)));
    CHECK(event(bench::play_update(7)).find(R"("currentTime":7.5,)") != std::string::npos);
    CHECK(event(bench::play_control(6)) == R"(["play:pause"])");
    CHECK(event(bench::play_control(7)) == R"(["play:play"])");
    CHECK(event(bench::play_control(8)) == R"(["play:seek",8.5])");
    CHECK_FALSE(bench::play_update(7).received.matches(event(bench::play_update(8))));
  }

  TEST_CASE("chat: heard with its author") {
    const auto message = bench::chat_message(7, "sid", 2);
    const std::string heard = R"(["chat:message",{"id":"1-a","userId":"sid","userName":"Viewer 2",)"
                              R"("content":"这一段太好看了，再看一遍吧 7","type":"text","timestamp":1}])";
    CHECK(message.received.matches(heard));
    CHECK_FALSE(message.received.matches(event(message)));
    CHECK_FALSE(bench::chat_message(7, "sid", 3).received.matches(heard));
    CHECK_FALSE(bench::chat_message(8, "sid", 2).received.matches(heard));
  }

  TEST_CASE("a call: an offer, its answer, and candidates from either side") {
    CHECK(
        event(bench::signal(0, 7, "a", "b")).starts_with(R"(["voice:offer",{"targetUserId":"b","offer":{)"));
    CHECK(event(bench::signal(1, 7, "b", "a"))
              .starts_with(R"(["voice:answer",{"targetUserId":"a","answer":{)"));
    const auto ice = bench::signal(2, 7, "a", "b");
    const std::string said = event(ice);
    CHECK(said.starts_with(R"(["voice:ice",{"targetUserId":"b","candidate":{)"));
    std::string heard = said;
    heard.replace(heard.find(R"("targetUserId":"b")"), 18, R"("userId":"a")");
    CHECK(ice.received.matches(heard));
    CHECK_FALSE(bench::signal(3, 7, "a", "b").received.matches(heard));
    CHECK_FALSE(bench::signal(2, 8, "a", "b").received.matches(heard));
    CHECK_FALSE(bench::from_callee(0));
    CHECK(bench::from_callee(1));
  }

  TEST_CASE("heartbeats and audio: answered and relayed by the reference's shape") {
    CHECK(bench::heartbeat().packet == R"(42["heartbeat"])");
    CHECK(bench::is_heartbeat_answer(R"(["heartbeat:pong",{"timestamp":1795190215967}])"));
    CHECK_FALSE(bench::is_heartbeat_answer(R"(["heartbeat:pong",{"timestamp":17}])"));
    std::string chunk = bench::audio_chunk().packet.substr(2);
    CHECK(chunk.size() > 25'000);
    chunk.replace(chunk.find(R"("roomId":"000000")"), 17, R"("userId":"sid")");
    CHECK(bench::is_audio_chunk(chunk));
    chunk[chunk.size() / 2] = 'x';
    CHECK_FALSE(bench::is_audio_chunk(chunk));
  }
}
