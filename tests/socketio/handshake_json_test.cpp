// A Handshake as the JSON object that the reference shows its applications.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "socket_harness.hpp"

using socketio::Socket;
using test::Frames;
using test::RawSocket;
using test::SocketHarness;

TEST_SUITE("socketio/handshake") {
  TEST_CASE("sent as an argument, it is an object with every fact of the first request") {
    SocketHarness t;
    t.io.on_connection([](Socket& socket) { socket.emit("handshake", socket.handshake()); });
    RawSocket& client = t.open("&a=1&b=%20x&a=2", {{"Host", "there"},
                                                   {"Origin", "http://here"},
                                                   {"X-Twice", "1"},
                                                   {"x-twice", "2"},
                                                   {"Cookie", "a=b"},
                                                   {"cookie", "c=d"}});
    client.send(R"(40{"token":"t"})");
    const Frames frames = client.frames();
    REQUIRE(frames.size() == 2);
    CHECK(frames[1].find(R"(["handshake",{"headers":{)") == 2);
    const std::vector<std::string> parts{
        R"("host":"there")",
        R"("x-twice":"1, 2")",
        R"("cookie":"a=b; c=d")",
        R"x(},"time":"Tue Nov 14 2023 22:13:20 GMT+0000 (Coordinated Universal Time)","address":")x",
        R"(","xdomain":true,"secure":false,"issued":1700000000000,)"
        R"("url":"/socket.io/?EIO=4&transport=websocket&a=1&b=%20x&a=2",)"
        R"("query":{"EIO":"4","a":"2","b":" x","transport":"websocket"},"auth":{"token":"t"}}])",
    };
    for (const std::string& part : parts) {
      CAPTURE(part);
      CHECK(frames[1].find(part) != std::string::npos);
    }
  }

  TEST_CASE("bytes that are not UTF-8 are read as Latin-1") {
    SocketHarness t;
    t.io.on_connection([](Socket& socket) { socket.emit("handshake", socket.handshake()); });
    RawSocket& client = t.open("&q=%E4", {{"X-Umlaut", "\xe4"}, {"X-Utf8", "ä"}});
    client.send("40");
    const Frames frames = client.frames();
    REQUIRE(frames.size() == 2);
    for (const char* part : {R"("q":"ä")", R"("x-umlaut":"ä")", R"("x-utf8":"ä")", R"("auth":{}}])"}) {
      CAPTURE(part);
      CHECK(frames[1].find(part) != std::string::npos);
    }
  }
}
