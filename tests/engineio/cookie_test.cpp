#include <doctest/doctest.h>

#include "engine_harness.hpp"

using namespace std::chrono_literals;
using engineio::CookieOptions;
using engineio::Options;
using test::EngineHarness;
using test::header_of;

namespace {

std::string cookie_for(const CookieOptions& cookie) {
  Options options;
  options.cookie = cookie;
  EngineHarness t(options);
  t.open_polling();
  return t.masked(header_of(t.wire[t.handshake_connection].response().headers, "set-cookie"));
}

}  // namespace

TEST_SUITE("engineio/cookie") {
  TEST_CASE("the reference's example") {
    CookieOptions cookie{"sid", "/x", false, true, "none", 60s};
    CHECK(cookie_for(cookie) == "sid=SID; Max-Age=60; Path=/x; Secure; SameSite=None");
  }

  TEST_CASE("attributes that are empty or off are left out") {
    CookieOptions cookie;
    CHECK(cookie_for(cookie) == "io=SID; Path=/; HttpOnly; SameSite=Lax");
    cookie.path = cookie.same_site = "";
    cookie.http_only = false;
    CHECK(cookie_for(cookie) == "io=SID");
  }

  TEST_CASE("every attribute, in the order of the npm package") {
    CookieOptions cookie;
    cookie.secure = cookie.partitioned = true;
    cookie.same_site = "strict";
    cookie.max_age = 0s;
    cookie.domain = "example.com";
    cookie.priority = "high";
    cookie.expires = std::chrono::system_clock::time_point(784111777s);  // RFC 9110, 5.6.7
    CHECK(cookie_for(cookie) ==
          "io=SID; Max-Age=0; Domain=example.com; Path=/; Expires=Sun, 06 Nov 1994 08:49:37 GMT; HttpOnly; "
          "Secure; Partitioned; Priority=High; SameSite=Strict");
  }

  TEST_CASE("a fraction of a second, and a time before 1970, still make a date") {
    CookieOptions cookie;
    cookie.path = cookie.same_site = "";
    cookie.http_only = false;
    cookie.expires = std::chrono::system_clock::time_point(999ms);
    CHECK(cookie_for(cookie) == "io=SID; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
    cookie.expires = std::chrono::system_clock::time_point(-1ms);
    CHECK(cookie_for(cookie) == "io=SID; Expires=Wed, 31 Dec 1969 23:59:59 GMT");
  }
}
