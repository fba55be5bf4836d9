// tests/support/engine_harness.hpp - a real engineio::Server on a fake network and a fake clock.
//
// One verb per thing a client can do; what the application sees is recorded per session as plain words.
// Thread: the test's.
#pragma once

#include <doctest/doctest.h>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/manual_timers.hpp"
#include "engineio/server.hpp"
#include "fake_wire.hpp"

namespace test {

/// What the application saw of one session, in order: "open", "message hi", "message <01 02>", "drain",
/// "high water", "upgrade", "close ping timeout", "close transport error: overlap from client".
struct SessionRecord {
  std::string sid;
  std::vector<std::string> events;
  bool handler_alive = true;

  std::string last() const { return events.empty() ? "" : events.back(); }
  bool saw(std::string_view event) const {
    for (const auto& seen : events) {
      if (seen == event) return true;
    }
    return false;
  }
};

class EngineHarness {
 public:
  using ConnId = engineio::ConnId;
  using Events = std::vector<std::string>;

  explicit EngineHarness(engineio::Options options = {})
      : server(std::move(options), time, wire,
               [this](engineio::Session& session) { return std::make_unique<Handler>(*this, session); }) {
    wire.attach(server.listener());
  }

  base::ManualTimers time;
  FakeWire wire;
  /// What the application does when it is called; empty: nothing.
  std::function<void(engineio::Session&)> on_open;
  std::function<void(engineio::Session&, const engineio::Frame&)> on_message;
  std::function<void(engineio::Session&)> on_high_water;
  std::function<void(engineio::Session&)> on_drain;
  std::function<void(engineio::Session&)> on_close;
  std::deque<SessionRecord> records;
  std::string path = "/engine.io/";
  /// The protocol that clients speak.
  std::string eio = "4";
  engineio::Server server;

  /// Ends the turn: what was queued leaves, what was closed is reported.
  void settle() {
    do time.settle();
    while (wire.turn());
  }
  void advance(base::Timers::Clock::duration span) {
    time.advance(span);
    settle();
  }

  std::string target(std::string_view transport, std::string_view sid = {},
                     std::string_view more = {}) const {
    std::string text = path + "?EIO=" + eio + "&transport=" + std::string(transport);
    if (!sid.empty()) text += "&sid=" + std::string(sid);
    return text + std::string(more);
  }

  /// A polling handshake; the connection that carried it is left idle. @return the sid.
  std::string open_polling(std::string_view more = {}, const Headers& headers = {}) {
    handshake_connection = wire.get(target("polling", {}, more), headers);
    settle();
    REQUIRE(wire[handshake_connection].status() == 200);
    return record().sid;
  }
  /// A WebSocket handshake. @return its connection; the sid is record().sid.
  ConnId open_websocket(std::string_view more = {}, const Headers& headers = {}) {
    const ConnId id = wire.websocket(target("websocket", {}, more), headers);
    settle();
    REQUIRE(wire[id].accepted);
    return id;
  }
  ConnId poll(std::string_view sid, const Headers& headers = {}) {
    const ConnId id = wire.get(target("polling", sid), headers);
    settle();
    return id;
  }
  ConnId post(std::string_view sid, std::string_view body, const Headers& headers = {}) {
    const ConnId id = wire.post(target("polling", sid), body, headers);
    settle();
    return id;
  }
  /// The head of a POST whose body is still on its way.
  ConnId start_post(std::string_view sid) {
    const ConnId id = wire.request_head(engineio::HttpRequest::make("POST", target("polling", sid)));
    settle();
    return id;
  }
  void finish_post(ConnId id, std::string_view sid, std::string_view body) {
    wire.request(id, engineio::HttpRequest::make("POST", target("polling", sid), {}, body));
    settle();
  }
  /// A WebSocket for an existing session.
  ConnId upgrade(std::string_view sid, std::string_view more = {}) {
    const ConnId id = wire.websocket(target("websocket", sid, more));
    settle();
    return id;
  }
  void text(ConnId id, std::string_view message) {
    wire.text(id, message);
    settle();
  }
  void binary(ConnId id, std::string_view bytes) {
    wire.binary(id, bytes);
    settle();
  }
  /// A whole upgrade of a polling session, as the official client does it. @return the WebSocket.
  ConnId upgrade_completely(std::string_view sid) {
    const ConnId id = upgrade(sid);
    text(id, "2probe");
    text(id, "5");
    REQUIRE(wire.take_frames(id).front() == "3probe");
    return id;
  }

  /// The application sends.
  void send(std::string_view sid, std::string_view message, engineio::SendFlags flags = {}) {
    session(sid).send(engineio::Message::text(message), flags);
    settle();
  }
  void send_binary(std::string_view sid, std::string_view bytes) {
    session(sid).send(engineio::Message::binary(base::SharedBytes::copy(bytes)));
    settle();
  }
  engineio::Session& session(std::string_view sid) {
    engineio::Session* found = server.find(sid);
    REQUIRE(found != nullptr);
    return *found;
  }

  /// Of the latest session.
  SessionRecord& record() {
    REQUIRE_FALSE(records.empty());
    return records.back();
  }
  /// `text` with the latest session's id written as SID.
  std::string masked(std::string text) {
    const std::string& sid = record().sid;
    for (std::size_t at = text.find(sid); at != std::string::npos; at = text.find(sid)) {
      text.replace(at, sid.size(), "SID");
    }
    return text;
  }

  ConnId handshake_connection;

 private:
  class Handler final : public engineio::SessionHandler {
   public:
    Handler(EngineHarness& harness, engineio::Session& session)
        : harness_(harness), session_(session), record_(harness.records.emplace_back()) {
      record_.sid = session.id();
    }
    ~Handler() override { record_.handler_alive = false; }
    void on_open() override { note("open", harness_.on_open); }
    void on_message(const engineio::Frame& message) override {
      record_.events.push_back("message " + as_text(message));
      if (harness_.on_message) harness_.on_message(session_, message);
    }
    void on_high_water() override { note("high water", harness_.on_high_water); }
    void on_drain() override { note("drain", harness_.on_drain); }
    void on_upgrade() override { record_.events.emplace_back("upgrade"); }
    void on_close(engineio::CloseReason reason, std::string_view description) override {
      std::string event = "close " + std::string(to_string(reason));
      if (!description.empty()) event += ": " + std::string(description);
      note(event, harness_.on_close);
    }

   private:
    void note(const std::string& event, const std::function<void(engineio::Session&)>& act) {
      record_.events.push_back(event);
      if (act) act(session_);
    }
    EngineHarness& harness_;
    engineio::Session& session_;
    SessionRecord& record_;
  };
};

}  // namespace test
