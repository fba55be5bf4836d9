// handlers.hpp - the application of the in-process benchmarks: that of tests/fixtures/bench_fixture, and
// "leave".
#pragma once

#include "socketio/server.hpp"

namespace bench {

inline void add_handlers(socketio::Server& io) {
  using socketio::Ack;
  using socketio::RawJson;
  io.on_connection([&io](socketio::Socket& socket) {
    socket.on("echo", [](RawJson data, Ack<RawJson> ack) { ack(data); });
    socket.on("ev", [&socket](RawJson data) { socket.emit("ev", data); });
    socket.on("join", [&socket](Ack<> ack) {
      socket.join("room");
      ack();
    });
    socket.on("leave", [&socket](Ack<> ack) {
      socket.leave("room");
      ack();
    });
    socket.on("bc", [&io](RawJson data) { io.to("room").emit("bc", data); });
  });
}

}  // namespace bench
