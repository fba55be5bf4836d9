// tests/support/room_harness.hpp - the watch-room application over the whole stack, with fake network and
// time.
//
// Pages are raw WebSocket clients. Ids that the server draws at random have names in a test's texts: a page
// called "A" is "<A>", the first room is "<R1>", its owner token "<T1>". Names are replaced in what a test
// sends, and put back in what it reads, so wire text can be written out in full.
//
// Thread: the test's.
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "base/manual_timers.hpp"
#include "base/manual_worker.hpp"
#include "fake_wire.hpp"
#include "list_text.hpp"
#include "socketio/server.hpp"
#include "watchroom/app.hpp"

namespace test {

using namespace std::chrono_literals;

inline void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

class RoomHarness;

/// One browser tab. It answers pings unless it was told to be silent.
class Page {
 public:
  Page(RoomHarness& room, engineio::ConnId connection) : room_(room), connection_(connection) {}

  /// Sends one raw WebSocket text message.
  void send(std::string_view text);
  /// Sends an event without asking for an acknowledgement: emit(R"(["play:play"])").
  void emit(std::string_view event) { send("42" + std::string(event)); }
  /// Sends an event with an acknowledgement and returns what is acknowledged: ask(R"(["room:list"])") is
  /// "[[]]" on an empty server. "(no answer)" when nothing comes.
  std::string ask(std::string_view event);
  /// Everything received since the last call but pings.
  Frames frames();
  /// The connection breaks.
  void drop();
  /// The connection stays, but nothing comes from here any more.
  void go_silent() { silent_ = true; }
  bool closed() const;
  const std::string& id() const { return id_; }
  engineio::ConnId connection() const { return connection_; }

 private:
  friend class RoomHarness;
  void collect();

  RoomHarness& room_;
  engineio::ConnId connection_;
  std::string id_;
  Frames frames_;
  int last_ack_ = 0;
  bool silent_ = false;
};

/// For tests that send more than any page would.
inline watchroom::Config without_rates(watchroom::Config config = {}) {
  watchroom::Rates& rates = config.rates;
  rates.events_per_second = rates.signals_per_second = rates.audio_per_second = rates.lists_per_second = 0;
  rates.creations_per_minute = rates.failed_joins_per_minute = rates.address_factor = 0;
  rates.relays_per_second = 0;
  return config;
}

class RoomHarness {
 public:
  /// With a store, the rooms in it are there at the start.
  explicit RoomHarness(watchroom::Config config = {}, storage::RecordStore* store = nullptr,
                       std::optional<socketio::ConnectionStateRecovery> recovery = {})
      : server_(options(recovery), time, wire),
        app_(server_, time, for_test(std::move(config)), {hashing, store, &writing}) {
    base::log::set_level(base::log::Level::off);
    REQUIRE_FALSE(app_.restore());
    wire.attach(server_.listener());
  }

  /// A WebSocket connection that has sent nothing yet.
  Page& open() { return open_from("127.0.0.1"); }
  /// As open(), from that address.
  Page& open_from(const std::string& address) {
    auto request = FakeWire::upgrade_request("/socket.io/?EIO=4&transport=websocket");
    request.remote_address = address;
    pages_.emplace_back(*this, wire.request(std::move(request)));
    settle();
    pages_.back().frames();
    return pages_.back();
  }
  /// A page with the right key, called `name`.
  Page& page(const std::string& name, const std::string& address = "127.0.0.1") {
    Page& page = open_from(address);
    page.send(R"(40{"token":"KEY"})");
    const Frames answer = page.frames();
    REQUIRE(answer.size() == 1);
    REQUIRE(answer.front().starts_with(R"(40{"sid":")"));
    page.id_ = answer.front().substr(10, 20);
    call(page.id_, "<" + name + ">");
    if (answer.front().find(R"("pid":")") != std::string::npos) {
      call(value_in(answer.front(), "pid"), "<pid " + name + ">");
    }
    return page;
  }
  /// The lost page `name` on a new connection, having seen `offset` last. With connection state recovery.
  Page& back(const std::string& name, const std::string& offset, const std::string& token = "KEY") {
    Page& page = open();
    page.id_ = with_ids("<" + name + ">");
    page.send(R"(40{"token":")" + token + R"(","pid":"<pid )" + name + R"(>","offset":")" + offset + R"("})");
    return page;
  }
  /// Lets `owner` create a room and names it and its token: "<R1>" and "<T1>", then "<R2>", ...
  /// Further members of the request can be given: R"(,"password":"pw")".
  void create_room(Page& owner, std::string_view more = "") {
    const std::string answer = owner.ask(R"(["room:create",{"name":"evening","description":"films",)"
                                         R"("isPublic":true,"userName":"ann")" +
                                         std::string(more) + "}]");
    REQUIRE(answer.starts_with(R"([{"success":true)"));
    learn(answer);
  }
  /// Names the room and the token in the answer to a room:create.
  void learn(const std::string& answer) {
    const std::string number = std::to_string(++rooms_);
    call(value_in(answer, "id"), "<R" + number + ">");
    call(value_in(answer, "ownerToken"), "<T" + number + ">");
  }
  void join(Page& page, const std::string& user_name, const std::string& room = "<R1>") {
    const std::string answer =
        page.ask(R"(["room:join",{"roomId":")" + room + R"(","userName":")" + user_name + R"("}])");
    REQUIRE(answer.starts_with(R"([{"success":true)"));
  }
  /// Forgets what all pages received so far.
  void clear() {
    for (Page& page : pages_) page.frames();
  }

  /// Lets time pass; pages that are not silent answer pings.
  void advance(std::chrono::milliseconds span) {
    while (span > 0ms) {
      const auto step = std::min<std::chrono::milliseconds>(span, 1s);
      time.advance(step);
      span -= step;
      settle();
    }
  }
  /// Everything that has to happen now happens.
  void settle() {
    do {
      time.settle();
      for (Page& page : pages_) page.collect();
    } while (wire.turn());
  }

  std::string with_ids(std::string text) const {
    for (const auto& [id, name] : names_) replace_all(text, name, id);
    return text;
  }
  std::string with_names(std::string text) const {
    for (const auto& [id, name] : names_) replace_all(text, id, name);
    return text;
  }
  void call(const std::string& id, const std::string& name) { names_.emplace_back(id, name); }
  /// The text of a string member: value_in(R"({"id":"x"})", "id") is "x".
  static std::string value_in(const std::string& json, const std::string& key) {
    const std::string start = '"' + key + R"(":")";
    const std::size_t at = json.find(start);
    REQUIRE(at != std::string::npos);
    return json.substr(at + start.size(), json.find('"', at + start.size()) - at - start.size());
  }

  watchroom::App& app() { return app_; }
  watchroom::Stats stats() const { return app_.stats(); }
  socketio::Server& server() { return server_; }

  base::ManualWorker hashing;
  base::ManualWorker writing;
  base::ManualTimers time;
  FakeWire wire;

 private:
  static watchroom::Config for_test(watchroom::Config config) {
    config.auth_keys.insert(config.auth_keys.begin(), "KEY");
    config.password_cost.log2_n = 4;
    return config;
  }
  static socketio::Options options(std::optional<socketio::ConnectionStateRecovery> recovery) {
    socketio::Options options;
    options.connection_state_recovery = recovery;
    options.ping_timeout = 60s;
    return options;
  }

  socketio::Server server_;
  watchroom::App app_;
  std::list<Page> pages_;
  std::vector<std::pair<std::string, std::string>> names_;
  int rooms_ = 0;
};

inline void Page::send(std::string_view text) {
  room_.wire.text(connection_, room_.with_ids(std::string(text)));
  room_.settle();
}

inline std::string Page::ask(std::string_view event) {
  const std::string id = std::to_string(++last_ack_);
  send("42" + id + std::string(event));
  for (auto frame = frames_.begin(); frame != frames_.end(); ++frame) {
    if (!frame->starts_with("43" + id + "[")) continue;
    const std::string answer = frame->substr(2 + id.size());
    frames_.erase(frame);
    return answer;
  }
  return "(no answer)";
}

inline Frames Page::frames() {
  collect();
  return std::exchange(frames_, {});
}

inline void Page::drop() {
  room_.wire.peer_closes(connection_);
  room_.settle();
}

inline bool Page::closed() const { return room_.wire[connection_].closed; }

inline void Page::collect() {
  for (std::string& frame : room_.wire.take_frames(connection_)) {
    if (frame != "2") {
      frames_.push_back(room_.with_names(std::move(frame)));
    } else if (!silent_ && !closed()) {
      room_.wire.text(connection_, "3");
    }
  }
}

}  // namespace test
