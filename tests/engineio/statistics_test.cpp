#include "engineio/statistics.hpp"

#include <doctest/doctest.h>

#include "engine_harness.hpp"

using engineio::CloseReason;
using engineio::DurationHistogram;
using engineio::Errc;
using engineio::ServerStatistics;
using engineio::TransportName;
using test::EngineHarness;

namespace {

using Pair = std::array<std::uint64_t, 2>;

std::uint64_t closed(const EngineHarness& t, CloseReason reason) {
  return t.server.statistics().closed[static_cast<std::size_t>(reason)];
}

std::uint64_t refused(const EngineHarness& t, Errc reason) {
  return t.server.statistics().refused[static_cast<std::size_t>(reason)];
}

}  // namespace

TEST_SUITE("engineio/statistics") {
  TEST_CASE("sessions are counted by what they run over now, handshakes by what they began with") {
    EngineHarness t;
    const ServerStatistics& statistics = t.server.statistics();
    const std::string sid = t.open_polling();
    t.open_websocket();
    CHECK(statistics.sessions == Pair{1, 1});
    const auto upgraded = t.upgrade_completely(sid);
    CHECK(statistics.sessions == Pair{0, 2});
    CHECK(statistics.handshakes == Pair{1, 1});
    CHECK(statistics.upgrades == 1);
    t.wire.peer_closes(upgraded);
    t.settle();
    CHECK(statistics.sessions == Pair{0, 1});
    CHECK(closed(t, CloseReason::transport_close) == 1);
    t.server.close();
    t.settle();
    CHECK(statistics.sessions == Pair{0, 0});
    CHECK(closed(t, CloseReason::forced_close) == 1);
  }

  TEST_CASE("messages in and out; what was dropped for want of room is not sent") {
    EngineHarness t;
    const auto client = t.open_websocket();
    t.text(client, "4one");
    t.text(client, "4two");
    t.send(t.record().sid, "three");
    t.wire.stall(client);
    t.send(t.record().sid, "four");
    t.send(t.record().sid, "five", {.volatile_ = true});
    CHECK(t.server.statistics().messages_received == 2);
    CHECK(t.server.statistics().messages_sent == 2);
    CHECK(t.server.statistics().messages_dropped == 1);
  }

  TEST_CASE("refusals by reason") {
    EngineHarness t;
    t.wire.get("/engine.io/?EIO=4&transport=pigeon");
    t.wire.get("/engine.io/?EIO=3&transport=polling");
    t.poll("unknown");
    t.poll("unknown");
    CHECK(refused(t, Errc::transport_unknown) == 1);
    CHECK(refused(t, Errc::unsupported_protocol_version) == 1);
    CHECK(refused(t, Errc::session_id_unknown) == 2);
    t.server.stop_accepting();
    t.wire.get(t.target("polling"));
    CHECK(t.server.statistics().overloaded == 1);
  }

  TEST_CASE("a duration belongs to the first range that reaches it") {
    DurationHistogram histogram;
    histogram.add(0);
    histogram.add(0.0001);
    histogram.add(0.00011);
    histogram.add(7);
    CHECK(histogram.counts.front() == 2);
    CHECK(histogram.counts[1] == 1);
    CHECK(histogram.counts.back() == 1);
    CHECK(histogram.sum == doctest::Approx(7.00021));
  }
}
