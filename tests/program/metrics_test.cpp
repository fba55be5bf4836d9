#include "metrics/page.hpp"

#include <doctest/doctest.h>

#include <string>

#include "metrics/busy_ratio.hpp"
#include "metrics/metrics.hpp"
#include "metrics/process.hpp"
#include "metrics/rows.hpp"
#include "watch_rooms.hpp"

using roomd::MetricsPage;
using namespace std::chrono_literals;

namespace {

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_SUITE("program/metrics") {
  TEST_CASE("rows of one name stand together, whenever they were added") {
    MetricsPage page;
    page.counter("a_total", "What a is", 3, {{"kind", "x"}});
    page.gauge("b", "What b is", 0.5);
    page.counter("a_total", "", 4, {{"kind", "y\"\n\\"}});
    CHECK(page.text() ==
          "# HELP a_total What a is\n# TYPE a_total counter\n"
          "a_total{kind=\"x\"} 3\na_total{kind=\"y\\\"\\n\\\\\"} 4\n"
          "# HELP b What b is\n# TYPE b gauge\nb 0.5\n");
    CHECK(page.table() ==
          "| Name | Type | Labels | Meaning |\n| --- | --- | --- | --- |\n"
          "| `a_total` | counter | `kind` | What a is |\n| `b` | gauge |  | What b is |\n");
  }

  TEST_CASE("a histogram is cumulative and ends with +Inf") {
    engineio::DurationHistogram turns;
    for (const double seconds : {0.00005, 0.0001, 0.003, 2.0}) turns.add(seconds);
    MetricsPage page;
    page.histogram("t_seconds", "Turns", turns);
    for (const char* const line : {"t_seconds_count 4", "t_seconds_bucket{le=\"0.0001\"} 2",
                                   "t_seconds_bucket{le=\"0.0025\"} 2", "t_seconds_bucket{le=\"0.005\"} 3",
                                   "t_seconds_bucket{le=\"1\"} 3", "t_seconds_bucket{le=\"+Inf\"} 4"}) {
      CAPTURE(line);
      CHECK(has_line(page.text(), line));
    }
  }

  TEST_CASE("sessions by transport, ends and refusals by reason") {
    engineio::ServerStatistics statistics;
    statistics.sessions = {2, 5};
    statistics.closed[static_cast<std::size_t>(engineio::CloseReason::ping_timeout)] = 7;
    statistics.refused[static_cast<std::size_t>(engineio::Errc::forbidden)] = 9;
    statistics.overloaded = 11;
    MetricsPage page;
    add_session_rows(page, statistics);
    for (const char* const line :
         {"roomd_sessions{transport=\"polling\"} 2", "roomd_sessions{transport=\"websocket\"} 5",
          "roomd_sessions_closed_total{reason=\"ping timeout\"} 7",
          "roomd_requests_refused_total{reason=\"Forbidden\"} 9",
          "roomd_requests_refused_total{reason=\"Too many sessions, or draining\"} 11"}) {
      CAPTURE(line);
      CHECK(has_line(page.text(), line));
    }
  }

  TEST_CASE("who was kept out, by the limit") {
    MetricsPage page;
    add_refusal_rows(page, {.origin = 1, .sessions_per_address = 2, .handshake_rate = 3},
                     {.too_many = 4, .too_many_of_address = 5});
    for (const char* const line : {"roomd_turned_away_total{reason=\"origin\"} 1",
                                   "roomd_turned_away_total{reason=\"sessions per address\"} 2",
                                   "roomd_turned_away_total{reason=\"handshake rate\"} 3",
                                   "roomd_turned_away_total{reason=\"connections\"} 4",
                                   "roomd_turned_away_total{reason=\"connections per address\"} 5"}) {
      CAPTURE(line);
      CHECK(has_line(page.text(), line));
    }
  }

  TEST_CASE("the store: what was written, what failed and what waits") {
    MetricsPage page;
    add_storage_rows(
        page, "rooms",
        {.batches = 1, .records = 2, .failures = 3, .pending = 4, .failing = true, .last_duration = 50ms});
    for (const char* const line :
         {"roomd_store_batches_total{collection=\"rooms\"} 1",
          "roomd_store_records_total{collection=\"rooms\"} 2",
          "roomd_store_failures_total{collection=\"rooms\"} 3", "roomd_store_pending{collection=\"rooms\"} 4",
          "roomd_store_failing{collection=\"rooms\"} 1",
          "roomd_store_batch_seconds{collection=\"rooms\"} 0.05"}) {
      CAPTURE(line);
      CHECK(has_line(page.text(), line));
    }
  }

  TEST_CASE("when the certificate expires, to the second; nothing without TLS") {
    MetricsPage page;
    add_certificate_row(page, std::nullopt);
    CHECK(page.text().empty());
    const std::chrono::system_clock::time_point expires{1'777'550'399s};
    add_certificate_row(page, engineio::TlsCertificate{.subject = "CN=x", .expires = expires});
    CHECK(has_line(page.text(), "roomd_tls_certificate_not_after_timestamp_seconds 1777550399"));
  }

  TEST_CASE("each loop has its rows") {
    MetricsPage page;
    engineio::NetworkStatistics statistics;
    statistics.loops.resize(2);
    statistics.loops[0].bytes_sent = 10;
    statistics.loops[1].bytes_sent = 20;
    statistics.loops[1].commands_waiting = 3;
    add_network_rows(page, statistics);
    for (const char* const line :
         {"roomd_bytes_sent_total{loop=\"0\"} 10", "roomd_bytes_sent_total{loop=\"1\"} 20",
          "roomd_mailbox_depth{loop=\"1\",to=\"loop\"} 3"}) {
      CAPTURE(line);
      CHECK(has_line(page.text(), line));
    }
  }

  TEST_CASE("the sources are asked each time, in their order") {
    roomd::Metrics metrics;
    int asked = 0;
    metrics.add([&](MetricsPage& page) { page.gauge("first", "x", ++asked); });
    metrics.add([](MetricsPage& page) { page.gauge("second", "y", 1); });
    const std::string first = metrics.text();
    CHECK(first.find("first 1\n") < first.find("second 1\n"));
    CHECK(metrics.text().find("first 2\n") != std::string::npos);
  }

  TEST_CASE("the process has memory, and a limit of files") {
    CHECK(roomd::process_statistics().resident_bytes > 100'000);
    CHECK(roomd::process_statistics().open_file_limit > 0);
  }

  TEST_CASE("the busy ratio looks back over at least the last ten seconds, whoever asks in between") {
    const roomd::BusyRatio::Clock::time_point start{};
    roomd::BusyRatio ratio(start);
    CHECK(ratio.at(start, 0) == 0);
    CHECK(ratio.at(start + 4s, 1) == doctest::Approx(0.25));
    CHECK(ratio.at(start + 10s, 1) == doctest::Approx(0.1));
    CHECK(ratio.at(start + 15s, 6) == doctest::Approx(0.4));
    CHECK(ratio.at(start + 20s, 11) == doctest::Approx(1));
    CHECK(ratio.at(start + 21s, 11) == doctest::Approx(10.0 / 11));
    CHECK(ratio.at(start + 40s, 11) == doctest::Approx(0));
  }
}
