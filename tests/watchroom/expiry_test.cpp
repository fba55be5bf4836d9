#include "domain/expiry.hpp"

#include <doctest/doctest.h>

#include "registry_fixture.hpp"

namespace watchroom {
namespace {

/// Lets the room's deadlines act as a clock would, until `span` has passed. Owners show no sign.
struct Deadlines : RegistryFixture {
  Lines run(std::chrono::milliseconds span) {
    Lines out;
    const TimePoint end = moment.now + span;
    while (const Room* room = registry.find("R1")) {
      const TimePoint due = next_deadline(*room, config);
      if (due > end) break;
      pass(std::chrono::ceil<std::chrono::milliseconds>(due - moment.now));
      for (std::string& line : lines(registry.expire("R1", moment, {}))) out.push_back(std::move(line));
    }
    pass(std::chrono::ceil<std::chrono::milliseconds>(end - moment.now));
    return out;
  }
};

}  // namespace

TEST_SUITE("watchroom/expiry") {
  TEST_CASE_FIXTURE(Deadlines,
                    "silent owner: the state goes at 30 s and the room at 300 s, to the millisecond") {
    create("A");
    join("B", "R1");
    show("R1", StateKind::play);
    disconnect("A");
    CHECK(run(29'999ms).empty());
    CHECK(run(1ms) == Lines{"R1: state cleared"});
    CHECK(run(269'999ms).empty());
    CHECK(run(1ms) == Lines{"R1: deleted", "R1 dissolves"});
    CHECK(registry.find("R1") == nullptr);
    CHECK_FALSE(registry.seat("B").has_value());
  }

  TEST_CASE_FIXTURE(Deadlines, "silent owner: without a state only the room goes") {
    create("A");
    join("B", "R1");
    CHECK(run(299'999ms).empty());
    CHECK(run(1ms) == Lines{"R1: deleted", "R1 dissolves"});
  }

  TEST_CASE_FIXTURE(Deadlines, "a sign of the owner moves both deadlines") {
    create("A");
    show("R1", StateKind::live);
    CHECK(run(20s).empty());
    registry.heartbeat("A", moment);
    CHECK(run(29'999ms).empty());
    CHECK(run(1ms) == Lines{"R1: state cleared"});
    CHECK(run(269'999ms).empty());
    CHECK(run(1ms) == Lines{"R1: deleted", "R1 dissolves"});
  }

  TEST_CASE_FIXTURE(Deadlines, "an owner seen elsewhere is asked for when the deadline comes") {
    create("A");
    show("R1", StateKind::play);
    pass(30s);
    CHECK(lines(registry.expire("R1", moment, moment.now - 10s), true) == Lines{"R1 deadline"});
    CHECK(next_deadline(*registry.find("R1"), config) == moment.now + 20s);
  }

  TEST_CASE_FIXTURE(Deadlines, "an older sign does not turn the clock back") {
    create("A");
    registry.expire("R1", moment, moment.now - 1h);
    CHECK(registry.find("R1")->last_owner_sign == moment.now);
  }

  TEST_CASE_FIXTURE(Deadlines, "takeover: counts as a sign of the owner") {
    create("A");
    join("B", "R1");
    disconnect("A");
    run(290s);
    join_as_owner("A2", "R1", "T1");
    CHECK(run(299'999ms).empty());
  }

  TEST_CASE_FIXTURE(Deadlines, "a connection that ended long after its last sign counts from that sign") {
    create("A");
    join("B", "R1");
    show("R1", StateKind::play);
    pass(20s);
    registry.disconnect("A", moment, moment.now - 15s);
    CHECK(run(14'999ms).empty());
    CHECK(run(1ms) == Lines{"R1: state cleared"});
  }

  TEST_CASE_FIXTURE(Deadlines, "empty room: deleted after the grace period (D12)") {
    create("A");
    disconnect("A");
    CHECK(run(59'999ms).empty());
    CHECK(run(1ms) == Lines{"R1: deleted", "R1 dissolves"});
  }

  TEST_CASE_FIXTURE(Deadlines, "empty room: somebody who comes in time stops the grace period (D12)") {
    create("A");
    disconnect("A");
    run(59s);
    join("B", "R1");
    CHECK(run(100s).empty());
  }

  TEST_CASE_FIXTURE(Deadlines, "empty room: the state is cleared at its time, and nobody prolongs the room") {
    create("A");
    show("R1", StateKind::play);
    disconnect("A");
    CHECK(run(60s) == Lines{"R1: state cleared", "R1: deleted", "R1 dissolves"});
  }

  TEST_CASE_FIXTURE(Deadlines, "no grace: an emptied room is due at once") {
    config.empty_room_grace = 0ms;
    create("A");
    disconnect("A");
    CHECK(run(0ms) == Lines{"R1: deleted", "R1 dissolves"});
  }

  TEST_CASE_FIXTURE(Deadlines, "both due at once: cleared, then deleted") {
    create("A");
    show("R1", StateKind::play);
    pass(400s);
    CHECK(lines(registry.expire("R1", moment, {})) ==
          Lines{"R1: state cleared", "R1: deleted", "R1 dissolves"});
  }

  TEST_CASE_FIXTURE(Deadlines,
                    "state: the first one brings the deadline forward, the next ones do not ask for it") {
    create("A");
    CHECK(lines(show("R1", StateKind::play), true) == Lines{"R1 deadline"});
    CHECK(lines(show("R1", StateKind::play), true).empty());
    registry.clear_state("R1");
    CHECK(lines(show("R1", StateKind::play), true) == Lines{"R1 deadline"});
  }

  TEST_CASE_FIXTURE(Deadlines, "a deadline for a room that is gone does nothing") {
    CHECK(registry.expire("R1", moment, {}).empty());
  }
}

}  // namespace watchroom
