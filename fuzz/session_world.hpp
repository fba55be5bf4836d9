// fuzz/session_world.hpp - a Socket.IO server whose clients and application do what a script says.
//
// Thread: one. Lifetime: not beyond the script.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/manual_timers.hpp"
#include "choices.hpp"
#include "fake_wire.hpp"
#include "session_application.hpp"
#include "socketio/server.hpp"
#include "target.hpp"

namespace fuzz {

class SessionWorld {
 public:
  SessionWorld(socketio::Options options, test::ScriptBytes& script)
      : script_(script), io_(with_ids(std::move(options)), time_, wire_), application_(io_, script) {
    wire_.attach(io_.listener());
  }

  void step() {
    switch (script_.below(14)) {
      case 0:
        return keep(wire_.websocket(target("websocket", script_.below(3) == 0 ? any_sid() : "")));
      case 1:
        return keep(wire_.get(target("polling", script_.below(2) == 0 ? any_sid() : "")));
      case 2:
        return keep(wire_.post(target("polling", any_sid()), any_payload()));
      case 3:
      case 4:
      case 5:
      case 6:
        return speak();
      case 7:
        return advance(std::chrono::milliseconds(script_.below(256)));
      case 8:
        return leave();
      case 9:
        return stall_or_drain();
      case 10:
      case 11:
        return join();
      default:
        application_.act();
        return settle();
    }
  }
  /// From here on the application does nothing, and no client answers a ping.
  void stop() { application_.stop(); }
  void close() { io_.close(); }
  void advance(std::chrono::milliseconds span) {
    time_.advance(span);
    settle();
  }
  void check_nothing_waits() const {
    FUZZ_CHECK(time_.pending() == 0);
    FUZZ_CHECK(wire_.unanswered() == 0);
  }
  void check_all_ended() {
    FUZZ_CHECK(io_.engine().sessions() == 0);
    application_.check_all_ended();
  }

 private:
  /// Ids as a script can repeat them. The application may take its time, or have none.
  socketio::Options with_ids(socketio::Options options) {
    options.engine.generate_id = [this](const engineio::HttpRequest&, engineio::GenerateIdReply reply) {
      const int choice = application_.stopped() ? 0 : script_.below(16);
      if (choice == 1) return reply(std::nullopt);
      sids_.push_back("sid-" + std::to_string(sids_.size()));
      if (choice != 2) return reply(sids_.back());
      application_.do_later([reply, sid = sids_.back()] { reply(sid); });
    };
    return options;
  }
  std::string target(std::string_view transport, std::string_view sid) {
    std::string text = "/socket.io/?transport=" + std::string(transport);
    text += script_.below(8) == 0 ? "&EIO=3" : "&EIO=4";
    if (!sid.empty()) text.append("&sid=").append(sid);
    return text;
  }
  std::string any_sid() {
    if (sids_.empty()) return "none";
    return sids_[static_cast<std::size_t>(script_.below(static_cast<int>(sids_.size())))];
  }
  void keep(engineio::ConnId id) {
    connections_.push_back(id);
    settle();
  }
  engineio::ConnId any_connection() {
    if (connections_.empty()) return {};
    return connections_[static_cast<std::size_t>(script_.below(static_cast<int>(connections_.size())))];
  }

  /// What clients say: packets of Engine.IO 4, all of them ASCII.
  std::string any_packet() {
    static constexpr std::string_view packets[] = {
        "40",
        "40/admin,",
        "40/child1,{}",
        "40/child2,{\"a\":1}",
        "41",
        "41/admin,",
        "42[\"a\"]",
        "42[\"later\",1]",
        "421[\"a\",{\"b\":[1]}]",
        "42/admin,2[\"a\"]",
        "423[\"later\"]",
        "430[1]",
        "431[]",
        "43/admin,0[\"x\"]",
        "451-[\"a\",{\"_placeholder\":true,\"num\":0}]",
        "452-7[\"a\",{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":0}]",
        "461-0[{\"_placeholder\":true,\"num\":0}]",
        "2probe",
        "5",
        "2",
        "3",
        "1",
        "42[\"throw\"]",
        "4",
    };
    const int choice = script_.below(std::size(packets) + 3);
    if (choice == std::size(packets)) return recovery_packet();
    if (choice > static_cast<int>(std::size(packets))) return ascii(script_.text(40));
    return std::string(packets[choice]);
  }
  /// Comes back as the socket that was told its pid last.
  std::string recovery_packet() const {
    return "40{\"pid\":\"" + pid_ + "\",\"offset\":\"" + offset_ + "\"}";
  }
  static std::string ascii(std::string text) {
    for (char& c : text) c = static_cast<char>(c & 0x7f);
    return text;
  }
  std::string any_payload() {
    std::string payload = any_packet();
    while (script_.below(3) == 0 && script_.any_left()) payload += '\x1e' + any_packet();
    if (script_.below(8) == 0)
      payload +=
          "\x1e"
          "bAQID";
    return payload;
  }
  /// A client as most are: a WebSocket and its CONNECT.
  void join() {
    keep(wire_.websocket(target("websocket", "")));
    if (wire_[connections_.back()].accepted) wire_.text(connections_.back(), "40");
    settle();
  }
  engineio::ConnId any_websocket() {
    std::vector<engineio::ConnId> open;
    for (const engineio::ConnId id : connections_) {
      if (wire_[id].accepted && !wire_[id].closed) open.push_back(id);
    }
    return open.empty() ? engineio::ConnId{}
                        : open[static_cast<std::size_t>(script_.below(static_cast<int>(open.size())))];
  }
  void speak() {
    const engineio::ConnId id = any_websocket();
    if (!id.valid()) return;
    script_.below(6) == 0 ? wire_.binary(id, "bytes") : wire_.text(id, any_packet());
    if (script_.below(3) > 0) settle();
  }
  void leave() {
    const engineio::ConnId id = any_connection();
    if (!id.valid() || wire_[id].gone) return;
    wire_.peer_closes(id);
    settle();
  }
  void stall_or_drain() {
    const engineio::ConnId id = any_connection();
    if (!id.valid() || wire_[id].closed) return;
    wire_[id].stalled ? wire_.drain(id) : wire_.stall(id);
    settle();
  }
  void settle() {
    do {
      time_.settle();
    } while (wire_.turn());
    for (const engineio::ConnId id : connections_) {
      for (const std::string& frame : wire_.take_frames(id)) {
        learn(frame);
        if (frame == "2" && !application_.stopped()) wire_.text(id, "3");
      }
    }
  }
  /// What a client must know to come back.
  void learn(const std::string& frame) {
    if (const std::size_t at = frame.find("\"pid\":\""); at != std::string::npos) {
      pid_ = frame.substr(at + 7, frame.find('"', at + 7) - at - 7);
    } else if (frame.starts_with("42[") && frame.ends_with("\"]")) {
      const std::size_t quote = frame.rfind('"', frame.size() - 3);
      if (quote != std::string::npos) offset_ = frame.substr(quote + 1, frame.size() - quote - 3);
    }
  }

  test::ScriptBytes& script_;
  base::ManualTimers time_;
  test::FakeWire wire_;
  std::vector<std::string> sids_;
  std::vector<engineio::ConnId> connections_;
  std::string pid_;
  std::string offset_;
  socketio::Server io_;
  SessionApplication application_;
};

}  // namespace fuzz
