#include <doctest/doctest.h>

#include <optional>

#include "choices.hpp"
#include "engine_chaos.hpp"
#include "engine_harness.hpp"

using namespace std::chrono_literals;
using engineio::ConnId;
using engineio::Message;
using engineio::Options;
using test::Dice;
using test::EngineChaos;
using test::EngineHarness;

namespace {

/// The packets of a polling payload.
std::vector<std::string> packets_of(const std::string& body, const std::string& eio) {
  std::vector<std::string> packets;
  for (std::size_t start = 0; start < body.size();) {
    const std::size_t mark = body.find(eio == "3" ? ':' : '\x1e', start);
    if (eio == "3") {
      packets.push_back(body.substr(mark + 1, std::stoul(body.substr(start))));
      start = mark + 1 + packets.back().size();
    } else {
      packets.push_back(body.substr(start, mark - start));
      start = mark == std::string::npos ? body.size() : mark + 1;
    }
  }
  return packets;
}

/// A client that keeps to the protocol and upgrades at some point, in whatever order things happen to come.
class HonestClient {
 public:
  HonestClient(EngineHarness& harness, Dice& dice) : t_(harness), dice_(dice), sid_(harness.open_polling()) {}

  void step() {
    switch (dice_.below(8)) {
      case 0:
      case 1:
        return server_sends();
      case 2:
        return t_.advance(std::chrono::milliseconds(dice_.below(120)));
      case 3:
        return say(t_.eio == "3" && dice_.below(2) == 0 ? "2" : "4x");
      case 4:
        return go_on_upgrading();
      default:
        return poll();
    }
  }
  /// Fetches what is left.
  void finish() {
    for (int i = 0; i < 4; ++i) poll();
    collect();
  }
  int sent() const { return sent_; }
  int received() const { return received_; }
  bool upgraded() const { return stage_ == Stage::upgraded; }

 private:
  enum class Stage { polling, connected, probed, upgraded };

  void server_sends() {
    t_.session(sid_).send(Message::text(std::to_string(sent_++)));
    if (dice_.below(2) == 0) t_.settle();
    collect();
  }
  void say(std::string_view packet) {
    if (upgraded()) {
      t_.text(ws_, packet);
    } else {
      t_.post(sid_, (t_.eio == "3" ? std::to_string(packet.size()) + ':' : "") + std::string(packet));
    }
    collect();
  }
  void poll() {
    // The official client polls no more once its probe was answered.
    if (!poll_ && (stage_ == Stage::polling || stage_ == Stage::connected)) poll_ = t_.poll(sid_);
    collect();
  }
  void go_on_upgrading() {
    if (stage_ == Stage::polling) {
      ws_ = t_.upgrade(sid_);
      stage_ = Stage::connected;
    } else if (stage_ == Stage::connected) {
      t_.text(ws_, "2probe");
      stage_ = Stage::probed;
    } else if (stage_ == Stage::probed && !poll_) {
      stage_ = Stage::upgraded;
      t_.text(ws_, "5");
    }
    collect();
  }
  void collect() {
    if (poll_ && t_.wire[*poll_].answered()) {
      const std::string body = t_.wire[*poll_].body();
      poll_.reset();
      for (const auto& packet : packets_of(body, t_.eio)) take(packet);
    }
    if (stage_ == Stage::polling) return;
    for (const auto& frame : t_.wire.take_frames(ws_)) take(frame);
  }
  void take(const std::string& packet) {
    if (packet == "2") return say("3");
    if (packet == "3" && t_.eio == "3") return;
    if (packet == "6" || packet == "3probe") return;
    CHECK(packet == "4" + std::to_string(received_));
    ++received_;
  }

  EngineHarness& t_;
  Dice& dice_;
  const std::string sid_;
  Stage stage_ = Stage::polling;
  std::optional<ConnId> poll_;
  ConnId ws_;
  int sent_ = 0;
  int received_ = 0;
};

Options small_times() {
  Options options;
  options.ping_interval = 300ms;
  options.ping_timeout = 200ms;
  options.upgrade_timeout = 400ms;
  return options;
}

}  // namespace

TEST_SUITE("engineio/random_script") {
  TEST_CASE("an honest client gets every message once and in order, across the upgrade") {
    std::string eio;
    SUBCASE("of protocol 4") { eio = "4"; }
    SUBCASE("of protocol 3") { eio = "3"; }
    int upgraded = 0;
    for (unsigned seed = 1; seed <= 150; ++seed) {
      CAPTURE(seed);
      Options options = small_times();
      options.allow_eio3 = true;
      options.ping_timeout = 2s;
      options.upgrade_timeout = 1min;
      EngineHarness t(options);
      t.eio = eio;
      Dice dice(seed);
      HonestClient client(t, dice);
      for (int i = 0; i < 120; ++i) client.step();
      client.finish();
      t.settle();
      upgraded += client.upgraded();
      // A client that paused its polling in the middle of an upgrade still waits for the rest.
      if (client.upgraded()) CHECK(client.received() == client.sent());
      CHECK_FALSE(t.record().last().starts_with("close"));
    }
    CHECK(upgraded > 100);
  }

  TEST_CASE("whatever peers and handlers do: each session ends once, and nothing is left behind") {
    std::string eio;
    SUBCASE("protocol 4") { eio = "4"; }
    SUBCASE("protocol 3") { eio = "3"; }
    for (unsigned seed = 1; seed <= 300; ++seed) {
      CAPTURE(seed);
      Options options = small_times();
      options.max_buffered_bytes = 2000;
      options.allow_eio3 = true;
      EngineHarness t(options);
      t.eio = eio;
      Dice dice(seed);
      EngineChaos chaos(t, dice);
      for (int i = 0; i < 100; ++i) chaos.step();
      chaos.stop();
      t.server.close();
      t.settle();
      chaos.check_records();
      CHECK(t.server.sessions() == 0);
      CHECK(t.time.pending() == 0);
      CHECK(t.wire.unanswered() == 0);
    }
  }
}
