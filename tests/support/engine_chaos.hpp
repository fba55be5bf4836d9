// tests/support/engine_chaos.hpp - peers and an application that do anything to an Engine.IO server.
//
// Thread: the test's. Lifetime: not beyond the harness.
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "choices.hpp"
#include "engine_harness.hpp"

namespace test {

/// Does anything to anybody, and checks what must hold all the same.
class EngineChaos {
 public:
  EngineChaos(EngineHarness& harness, Choices& dice) : t_(harness), dice_(dice) {
    t_.on_message = [this](engineio::Session& session, const engineio::Frame&) { react(session); };
    t_.on_drain = [this](engineio::Session& session) { react(session); };
    t_.on_open = t_.on_drain;
    t_.on_close = [this](engineio::Session&) {
      if (auto* other = t_.server.find(any_sid())) react(*other);
    };
  }

  void step() {
    switch (dice_.below(14)) {
      case 0:
        return keep(t_.wire.get(t_.target("polling", dice_.below(3) == 0 ? "" : any_sid())));
      case 1:
        return keep(t_.wire.get(t_.target("polling", any_sid())));
      case 2:
        return keep(t_.wire.post(t_.target("polling", any_sid()), any_payload()));
      case 3:
        return keep(
            t_.wire.request_head(engineio::HttpRequest::make("POST", t_.target("polling", any_sid()))));
      case 4:
        return keep(t_.wire.websocket(t_.target("websocket", dice_.below(3) == 0 ? "" : any_sid())));
      case 5:
      case 6:
      case 7:
        return speak();
      case 8:
        return leave();
      case 9:
        return t_.advance(std::chrono::milliseconds(dice_.below(150)));
      case 10:
        return react_any();
      case 11:
        return stall_or_drain();
      case 12:
        return finish_body();
      default:
        return t_.settle();
    }
  }
  /// From here on the application only looks.
  void stop() {
    t_.on_open = t_.on_drain = t_.on_close = nullptr;
    t_.on_message = nullptr;
  }
  /// Each session ended once, or is still there; no id came twice.
  void check_records() const {
    std::set<std::string> ids;
    for (const auto& record : t_.records) {
      CHECK(ids.insert(record.sid).second);
      int closes = 0;
      for (const auto& event : record.events) closes += event.starts_with("close ");
      CHECK(closes == (record.handler_alive ? 0 : 1));
      if (closes == 1) CHECK(record.last().starts_with("close "));
    }
  }

 private:
  void keep(engineio::ConnId id) { connections_.push_back(id); }
  std::string any_sid() {
    if (t_.records.empty()) return "none";
    return t_.records[static_cast<std::size_t>(dice_.below(static_cast<int>(t_.records.size())))].sid;
  }
  std::string any_payload() {
    static constexpr std::string_view payloads[] = {"4a",
                                                    "1",
                                                    "2",
                                                    "3",
                                                    "5",
                                                    "",
                                                    "b",
                                                    "4a\x1e"
                                                    "4b",
                                                    "x",
                                                    "4\x1e"
                                                    "1"};
    static constexpr std::string_view payloads_v3[] = {
        "2:4a", "1:1", "1:2", "1:2", "1:3", "1:5", "", "2:4a2:4b", "2:4a1:x", "0:", "2:b4", "1:41:1"};
    return std::string(t_.eio == "3" ? payloads_v3[dice_.below(12)] : payloads[dice_.below(10)]);
  }
  /// One of those that were opened, or none.
  engineio::ConnId any_connection() {
    if (connections_.empty()) return {};
    return connections_[static_cast<std::size_t>(dice_.below(static_cast<int>(connections_.size())))];
  }
  engineio::ConnId any_websocket() {
    std::vector<engineio::ConnId> open;
    for (const engineio::ConnId id : connections_) {
      if (t_.wire[id].accepted && !t_.wire[id].closed) open.push_back(id);
    }
    return open.empty() ? engineio::ConnId{}
                        : open[static_cast<std::size_t>(dice_.below(static_cast<int>(open.size())))];
  }
  void stall_or_drain() {
    const engineio::ConnId id = any_connection();
    if (!id.valid() || t_.wire[id].closed) return;
    t_.wire[id].stalled ? t_.wire.drain(id) : t_.wire.stall(id);
  }
  /// The body of a request whose head came before.
  void finish_body() {
    const engineio::ConnId id = any_connection();
    if (!id.valid() || !t_.wire[id].head_only || t_.wire[id].gone) return;
    t_.wire.request(id,
                    engineio::HttpRequest::make("POST", t_.target("polling", any_sid()), {}, any_payload()));
  }
  void speak() {
    const engineio::ConnId id = any_websocket();
    if (!id.valid()) return;
    static constexpr std::string_view packets[] = {"4m", "2probe", "5", "5", "3", "1", "x", "4m", "2probe"};
    const int choice = dice_.below(t_.eio == "3" ? 11 : 9);
    if (choice == 9) return t_.wire.text(id, "2");
    choice == 10 ? t_.wire.binary(id, "\x04\x01") : t_.wire.text(id, packets[choice]);
  }
  void leave() {
    const engineio::ConnId id = any_connection();
    if (id.valid() && !t_.wire[id].gone) t_.wire.peer_closes(id);
  }
  void react_any() {
    if (auto* session = t_.server.find(any_sid())) react(*session);
  }
  void react(engineio::Session& session) {
    switch (dice_.below(8)) {
      case 0:
        return session.close();
      case 1:
        return session.discard();
      case 2:
      case 3:
      case 4:
        session.send(engineio::Message::text("m"));
        return;
      case 5:
        session.send(engineio::Message::binary(base::SharedBytes::copy(std::string(300, 'b'))));
        return;
      case 6:
        static_cast<void>(session.writable());
        return;
      default:
        return;
    }
  }

  EngineHarness& t_;
  Choices& dice_;
  std::vector<engineio::ConnId> connections_;
};

}  // namespace test
