// Which content coding a poll response gets: RFC 9110, 12.5.3.
#include <doctest/doctest.h>

#include "engine_harness.hpp"

using engineio::Options;
using test::EngineHarness;
using test::header_of;

namespace {

/// Content-Encoding of a poll response of `size` bytes.
std::string coding_of(EngineHarness& t, const std::string& sid, const test::Headers& headers,
                      std::size_t size = 2000) {
  const auto poll = t.poll(sid, headers);
  t.send(sid, std::string(size - 1, 'a'));
  return header_of(t.wire[poll].response().headers, "content-encoding");
}

}  // namespace

TEST_SUITE("engineio/accept_encoding") {
  TEST_CASE("identity competes only where it is named") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    const std::pair<const char*, const char*> table[] = {
        {"gzip;q=0.5, identity;q=0.9", "(none)"},
        {"gzip;q=0.5, identity;q=0.5", "gzip"},
        {"identity, gzip", "gzip"},
        {"gzip;q=0.1, *;q=0.9", "deflate"},
        {"gzip;q=1.000", "gzip"},
        {"deflate;q=7, gzip;q=1", "deflate"},
        {"gzip;q=inf, deflate;q=0.1", "gzip"},
        {"gzip;q=nan", "(none)"},
        {"x-gzip", "gzip"},
        {"gzip;level=9;q=0", "(none)"},
    };
    for (const auto& row : table) {
      const char* const accept = row.first;  // Clang 14 captures no structured binding
      const char* const coding = row.second;
      CAPTURE(accept);
      CHECK(coding_of(t, sid, {{"Accept-Encoding", accept}}) == coding);
    }
  }

  TEST_CASE("several headers are one list") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    CHECK(coding_of(t, sid, {{"Accept-Encoding", "br"}, {"accept-encoding", "deflate"}}) == "deflate");
    CHECK(coding_of(t, sid, {{"Accept-Encoding", "gzip"}, {"Accept-Encoding", "gzip;q=0"}}) == "gzip");
  }

  TEST_CASE("who refuses identity gets even short bodies coded") {
    EngineHarness t;
    const std::string sid = t.open_polling();
    CHECK(coding_of(t, sid, {{"Accept-Encoding", "gzip, identity;q=0"}}, 10) == "gzip");
    CHECK(coding_of(t, sid, {{"Accept-Encoding", "deflate, *;q=0"}}, 10) == "deflate");
    CHECK(coding_of(t, sid, {{"Accept-Encoding", "gzip, *;q=0, identity"}}, 10) == "(none)");
    CHECK(coding_of(t, sid, {{"Accept-Encoding", "gzip, *"}}, 10) == "(none)");
    CHECK(coding_of(t, sid, {{"Accept-Encoding", "identity;q=0"}}, 10) == "(none)");
  }

  TEST_CASE("switched off it stays off, whatever the client refuses") {
    Options options;
    options.http_compression_threshold.reset();
    EngineHarness t(options);
    CHECK(coding_of(t, t.open_polling(), {{"Accept-Encoding", "gzip, identity;q=0"}}) == "(none)");
  }
}
