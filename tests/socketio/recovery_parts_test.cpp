// What connection state recovery is made of: offsets, the log of events, the store of lost sessions.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "base/manual_timers.hpp"
#include "list_text.hpp"
#include "recovery/event_log.hpp"
#include "recovery/in_memory_recovery.hpp"
#include "recovery/offsets.hpp"
#include "recovery/session_store.hpp"

using namespace std::chrono_literals;
using socketio::EncodedPacket;
using socketio::EventLog;
using socketio::InMemoryRecovery;
using socketio::LogBudget;
using socketio::Offsets;
using socketio::PersistedSession;
using socketio::Room;
using socketio::SessionStore;

namespace {

using Rooms = std::vector<Room>;
using Texts = std::vector<std::string>;

EncodedPacket event_of(const std::string& json, socketio::Attachments attachments = {}) {
  return socketio::make_json_parser({})->encode(socketio::PacketType::event, "/", {}, json, attachments);
}

EncodedPacket event(const std::string& name) { return event_of("[\"" + name + "\"]"); }

constexpr socketio::RoomBounds no_room_bounds{1'000'000, 1'000'000};

struct Log {
  explicit Log(std::size_t max_bytes = 1'000'000, socketio::RoomBounds room = no_room_bounds)
      : log({max_bytes, room}, budget) {}

  void add(std::uint64_t number, const std::string& name, Rooms rooms = {}, Rooms except = {}) {
    log.append(number, event(name), {std::move(rooms), std::move(except), {}}, time.now());
  }
  Texts behind(std::uint64_t number, const Rooms& rooms = {"me"}) {
    Texts texts;
    log.replay(number, rooms,
               [&](const EncodedPacket& packet) { texts.emplace_back(packet.message.packet().view()); });
    return texts;
  }

  base::ManualTimers time;
  LogBudget budget{1'000'000};
  EventLog log;
};

PersistedSession session(std::string pid, Rooms rooms = {}) {
  PersistedSession session;
  session.sid = "sid of " + pid;
  session.pid = std::move(pid);
  session.rooms = std::move(rooms);
  return session;
}

}  // namespace

TEST_SUITE("socketio/recovery parts") {
  TEST_CASE("offsets: the time of the log, then the number in base 64") {
    const Offsets offsets(1'700'000'000'000);
    CHECK(offsets.text(0) == "vMW00");
    CHECK(offsets.text(1) == "vMW01");
    CHECK(offsets.text(63) == "vMW0_");
    CHECK(offsets.text(64) == "vMW010");
    CHECK(Offsets(1'700'000'000'001).text(1) == "vMW11");
    CHECK(Offsets(0).text(1) == "00001");
  }

  TEST_CASE("offsets: every text is read back as its number") {
    const Offsets offsets(1'700'000'000'000);
    std::uint64_t number = 1;
    for (int bits = 0; bits < 60; ++bits, number *= 2) {
      CHECK(offsets.number(offsets.text(number)) == number);
      CHECK(offsets.number(offsets.text(number - 1)) == number - 1);
    }
  }

  TEST_CASE("offsets: what is none of this log") {
    const Offsets offsets(1'700'000'000'000);
    for (const char* text : {"", "vMW0", "vMW11", "vMW0=", "vMW0 1", "vMW001", "VMW01", "hello",
                             "vMW0\xc3\xa4", "vMW012345678901"}) {
      CAPTURE(text);
      CHECK_FALSE(offsets.number(text));
    }
    CHECK_FALSE(offsets.number(std::string_view("vMW01\0", 6)));
  }

  TEST_CASE("log: events behind a number, in order, by rooms and exceptions") {
    Log t;
    t.add(1, "all");
    t.add(2, "mine", {"me"});
    t.add(3, "other", {"you"});
    t.add(5, "both", {"you", "me"});
    t.add(6, "not me", {}, {"me"});
    t.add(7, "mine but not red", {"me"}, {"red", "blue"});
    CHECK(t.behind(0) ==
          Texts{R"(42["all"])", R"(42["mine"])", R"(42["both"])", R"(42["mine but not red"])"});
    CHECK(t.behind(1) == Texts{R"(42["mine"])", R"(42["both"])", R"(42["mine but not red"])"});
    CHECK(t.behind(4, {"me", "blue"}) == Texts{R"(42["both"])"});
    CHECK(t.behind(7).empty());
    CHECK(t.behind(99).empty());
  }

  TEST_CASE("log: what is too old leaves, and the log no longer reaches back in front of it") {
    Log t;
    t.add(1, "a");
    t.time.advance(10s);
    t.add(4, "b");
    CHECK(t.log.reaches_back_to(0, {}));
    t.log.drop_before(t.time.now() - 5s);
    CHECK(t.log.size() == 1);
    CHECK_FALSE(t.log.reaches_back_to(0, {}));
    CHECK(t.log.reaches_back_to(1, {}));
    t.time.advance(10s);
    t.log.drop_before(t.time.now());
    CHECK(t.log.empty());
    CHECK(t.log.bytes() == 0);
    CHECK_FALSE(t.log.reaches_back_to(3, {}));
    CHECK(t.log.reaches_back_to(4, {}));
  }

  TEST_CASE("log: bounded by bytes, the oldest go first") {
    Log t(10'000);
    std::uint64_t number = 0;
    while (t.log.reaches_back_to(0, {})) t.add(++number, std::string(100, 'x'), {"me"});
    CHECK(t.log.bytes() <= 10'000);
    CHECK(t.log.bytes() > 9'000);
    const std::size_t size = t.log.size();
    for (int i = 0; i < 1'000; ++i) t.add(++number, std::string(100, 'x'), {"me"});
    CHECK(t.log.size() == size);
    CHECK(t.log.reaches_back_to(number - size, {}));
    CHECK_FALSE(t.log.reaches_back_to(number - size - 1, {}));
  }

  TEST_CASE("log: an event larger than the bound empties it and is not kept") {
    Log t(10'000);
    t.add(1, "a");
    t.add(2, std::string(10'000, 'x'));
    CHECK(t.log.empty());
    CHECK_FALSE(t.log.reaches_back_to(1, {}));
    CHECK(t.log.reaches_back_to(2, {}));
    t.add(3, "c");
    CHECK(t.behind(2) == Texts{R"(42["c"])"});
  }

  TEST_CASE("log: attachments and names of rooms count") {
    Log t;
    t.add(1, "a");
    const std::size_t small = t.log.bytes();
    t.add(2, "a", {std::string(500, 'r')}, {std::string(500, 'e')});
    const std::size_t with_rooms = t.log.bytes() - small;
    CHECK(with_rooms > small + 1'000);
    const std::vector<base::SharedBytes> attachments{base::SharedBytes::copy(std::string(700, 'b'))};
    t.log.append(3, event_of(R"(["a",{"_placeholder":true,"num":0}])", attachments), {}, t.time.now());
    CHECK(t.log.bytes() - small - with_rooms > small + 700);
  }

  TEST_CASE("log: several share a budget, and one that ends gives its part back") {
    Log t;
    t.budget.max_bytes = 10'000;
    t.add(1, std::string(4'000, 'x'));
    {
      EventLog other({1'000'000, no_room_bounds}, t.budget);
      other.append(1, event(std::string(4'000, 'y')), {}, t.time.now());
      other.append(2, event(std::string(4'000, 'y')), {}, t.time.now());
      CHECK(other.size() == 1);
      CHECK_FALSE(other.reaches_back_to(0, {}));
      CHECK(t.log.reaches_back_to(0, {}));
      CHECK(t.budget.used_bytes == other.bytes() + t.log.bytes());
    }
    CHECK(t.budget.used_bytes == t.log.bytes());
  }

  TEST_CASE("log: a room over its share loses its own oldest events, and only its own") {
    Log t(1'000'000, {.max_events = 3, .max_bytes = 1'000'000});
    t.add(1, "quiet", {"quiet"});
    for (const std::uint64_t number : {2U, 3U, 4U, 5U, 6U}) t.add(number, "busy", {"busy"});
    t.add(7, "all");
    CHECK(t.log.size() == 5);
    CHECK(t.log.reaches_back_to(0, {"quiet", "me"}));
    CHECK_FALSE(t.log.reaches_back_to(0, {"quiet", "busy"}));
    CHECK_FALSE(t.log.reaches_back_to(2, {"busy"}));
    CHECK(t.log.reaches_back_to(3, {"busy"}));
    CHECK(t.behind(0, {"quiet"}) == Texts{R"(42["quiet"])", R"(42["all"])"});
    CHECK(t.behind(3, {"busy"}).size() == 4);
  }

  TEST_CASE("log: an event to several rooms stays for those that still have room for it") {
    Log t(1'000'000, {.max_events = 1, .max_bytes = 1'000'000});
    t.add(1, "both", {"busy", "quiet"});
    t.add(2, "busy", {"busy"});
    CHECK(t.log.size() == 2);
    CHECK(t.log.reaches_back_to(0, {"quiet"}));
    CHECK(t.behind(0, {"quiet"}) == Texts{R"(42["both"])"});
    CHECK_FALSE(t.log.reaches_back_to(0, {"busy"}));
    CHECK(t.behind(1, {"busy"}) == Texts{R"(42["busy"])"});
    t.add(3, "quiet", {"quiet"});
    CHECK(t.log.size() == 2);
    CHECK(t.behind(1, {"quiet"}) == Texts{R"(42["quiet"])"});
  }

  TEST_CASE("log: a room named twice counts once") {
    Log t(1'000'000, {.max_events = 1, .max_bytes = 1'000'000});
    t.add(1, "a", {"r", "r"});
    t.add(2, "b", {"r", "r"});
    CHECK(t.log.size() == 1);
    CHECK(t.log.reaches_back_to(1, {"r"}));
  }

  TEST_CASE("log: one room's bytes are bounded, down to an event that is larger than its share") {
    Log t(1'000'000, {.max_events = 1'000, .max_bytes = 5'000});
    t.add(1, "quiet", {"quiet"});
    for (std::uint64_t number = 2; number < 40; ++number) t.add(number, std::string(1'000, 'x'), {"busy"});
    CHECK(t.log.bytes() < 6'000);
    t.add(40, std::string(5'000, 'x'), {"busy"});
    CHECK(t.log.size() == 1);
    CHECK_FALSE(t.log.reaches_back_to(39, {"busy"}));
    CHECK(t.log.reaches_back_to(40, {"busy"}));
    CHECK(t.log.reaches_back_to(0, {"quiet"}));
  }

  TEST_CASE("log: what a room lost is remembered after the log has emptied by age") {
    Log t(1'000'000, {.max_events = 1, .max_bytes = 1'000'000});
    for (const std::uint64_t number : {1U, 2U, 3U}) t.add(number, "busy", {"busy"});
    t.time.advance(10s);
    t.log.drop_before(t.time.now());
    CHECK(t.log.empty());
    CHECK(t.budget.used_bytes == 0);
    CHECK_FALSE(t.log.reaches_back_to(2, {"busy"}));
    CHECK(t.log.reaches_back_to(3, {"busy"}));
  }

  TEST_CASE("shares: nothing is known any more about rooms without events") {
    socketio::RoomShares shares({.max_events = 1, .max_bytes = 100});
    shares.add("a", 1, 10);
    shares.drop_oldest("a");
    CHECK(shares.size() == 0);
    shares.add("b", 2, 1'000);
    CHECK(shares.drop_excess("b") == 2);
    CHECK_FALSE(shares.drop_excess("b"));
    CHECK(shares.dropped("b") == 2);
    CHECK(shares.newest_dropped() == 2);
    shares.forget_dropped(1);
    CHECK(shares.size() == 1);
    shares.forget_dropped(2);
    CHECK(shares.size() == 0);
  }

  TEST_CASE("store: a session is taken once") {
    base::ManualTimers time;
    SessionStore store(10, 10'000);
    store.put(session("p1"), time.now() + 1s);
    store.put(session("p2"), time.now() + 1s);
    CHECK_FALSE(store.take("p", time.now()));
    CHECK(store.take("p1", time.now())->sid == "sid of p1");
    CHECK_FALSE(store.take("p1", time.now()));
    CHECK(store.size() == 1);
    store.put(session("p1"), time.now() + 1s);
    CHECK(store.take("p1", time.now()));
  }

  TEST_CASE("store: an expired session is neither given nor kept") {
    base::ManualTimers time;
    SessionStore store(10, 10'000);
    store.put(session("p1"), time.now() + 1s);
    store.put(session("p2"), time.now() + 2s);
    store.put(session("p3"), time.now() + 3s);
    time.advance(2s);
    CHECK_FALSE(store.take("p1", time.now()));
    CHECK(store.size() == 2);
    time.advance(500ms);
    store.drop_expired(time.now());
    CHECK(store.size() == 1);
    CHECK_FALSE(store.take("p2", time.now()));
    CHECK(store.take("p3", time.now()));
  }

  TEST_CASE("store: full, it forgets the session that was lost first") {
    base::ManualTimers time;
    SessionStore store(2, 10'000);
    for (const char* pid : {"p1", "p2", "p3"}) store.put(session(pid), time.now() + 1s);
    CHECK(store.size() == 2);
    CHECK_FALSE(store.take("p1", time.now()));
    CHECK(store.take("p2", time.now()));
    CHECK(store.take("p3", time.now()));
  }

  TEST_CASE("store: a session with too many rooms is not kept, and costs no other its place") {
    base::ManualTimers time;
    SessionStore store(1, 1'000);
    store.put(session("p1", {"r"}), time.now() + 1s);
    store.put(session("p2", {std::string(1'000, 'r')}), time.now() + 1s);
    CHECK_FALSE(store.take("p2", time.now()));
    CHECK(store.take("p1", time.now())->rooms == Rooms{"r"});
  }

  TEST_CASE("what is kept leaves by time, and then no timer is left") {
    base::ManualTimers time;
    LogBudget budget{1'000'000};
    socketio::ConnectionStateRecovery options;
    InMemoryRecovery recovery(time, options, 45s, budget);
    CHECK(time.pending() == 0);
    EncodedPacket packet = event("a");
    packet.offset = recovery.next_offset();
    recovery.keep(packet, {});
    recovery.persist_session(session("p1"));
    CHECK(time.pending() == 1);
    CHECK(budget.used_bytes > 0);
    time.advance(120s);
    CHECK(budget.used_bytes > 0);
    time.advance(120s);
    CHECK(budget.used_bytes == 0);
    CHECK(time.pending() == 0);
  }
}
