#include "pages.hpp"

#include <doctest/doctest.h>

#include <string>

using engineio::HttpRequest;
using engineio::HttpResponse;

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

HttpResponse ask(std::string_view target, const Headers& headers = {}) {
  roomd::Router router(engineio::CorsOptions::list({"*"}));
  roomd::add_demo_page(router);
  roomd::add_status_page(router);
  return router.answer(HttpRequest::make("GET", target, headers));
}

/// The values of that header, joined by '|'.
std::string header(const HttpResponse& response, std::string_view name) {
  std::string joined;
  for (const engineio::HttpHeader& candidate : response.headers) {
    if (!engineio::equal_ignoring_case(candidate.name, name)) continue;
    joined += joined.empty() ? candidate.value : "|" + candidate.value;
  }
  return joined;
}

}  // namespace

TEST_SUITE("program/pages") {
  TEST_CASE("/demo is the page, and the files below it say what they are") {
    const HttpResponse page = ask("/demo");
    CHECK(page.status == 200);
    CHECK(header(page, "Content-Type") == "text/html; charset=utf-8");
    CHECK(page.body.view().starts_with("<!doctype html>"));
    CHECK(ask("/demo/").body.view() == page.body.view());
    CHECK(header(ask("/demo/main.js"), "Content-Type") == "text/javascript; charset=utf-8");
    CHECK(header(ask("/demo/style.css"), "Content-Type") == "text/css; charset=utf-8");
    CHECK(header(ask("/demo/icon.svg"), "Content-Type") == "image/svg+xml");
    CHECK(ask("/demo/no_such.js").status == 404);
    CHECK(ask("/demo/../demo/main.js").status == 404);
  }

  TEST_CASE("/status is the other page, and both bring the files that they share") {
    CHECK(ask("/status").body.view().starts_with("<!doctype html>"));
    CHECK(ask("/status").body.view() != ask("/demo").body.view());
    CHECK(ask("/status/style.css").body.view() == ask("/demo/style.css").body.view());
    CHECK(ask("/status/words.js").body.view() != ask("/demo/words.js").body.view());
    CHECK(ask("/status/voice.js").status == 404);
  }

  TEST_CASE("scripts and styles come from this server alone, and none is inline") {
    for (const char* const target :
         {"/demo", "/demo/main.js", "/demo/style.css", "/status", "/status/status.js"}) {
      CAPTURE(target);
      const HttpResponse response = ask(target);
      REQUIRE(response.status == 200);
      const std::string policy = header(response, "Content-Security-Policy");
      CHECK(policy.find("default-src 'none'") == 0);
      CHECK(policy.find(";script-src 'self';style-src 'self';") != std::string::npos);
      CHECK(policy.find("unsafe") == std::string::npos);
      CHECK(policy.find('|') == std::string::npos);
      CHECK(header(response, "X-Content-Type-Options") == "nosniff");
    }
  }

  TEST_CASE("whoever takes gzip gets it, and nobody else") {
    const std::string_view gzip_mark = "\x1f\x8b";
    for (const char* const accepted : {"gzip", "br, gzip;q=0.5, *", "deflate,gzip"}) {
      CAPTURE(accepted);
      const HttpResponse response = ask("/demo", {{"Accept-Encoding", accepted}});
      CHECK(header(response, "Content-Encoding") == "gzip");
      CHECK(response.body.view().starts_with(gzip_mark));
      CHECK(header(response, "Vary").find("Accept-Encoding") != std::string::npos);
    }
    for (const char* const refused : {"", "br", "gzip;q=0", "gzip;q=0.0, br;q=1"}) {
      CAPTURE(refused);
      const HttpResponse response = ask("/demo", {{"Accept-Encoding", refused}});
      CHECK(header(response, "Content-Encoding").empty());
      CHECK(response.body.view().starts_with("<!doctype html>"));
    }
  }

  TEST_CASE("a browser that has the file is told so, with the policy") {
    const std::string etag = header(ask("/demo/main.js"), "ETag");
    CHECK(etag.starts_with("W/\""));
    CHECK(etag != header(ask("/demo/style.css"), "ETag"));
    CHECK(header(ask("/demo/main.js"), "Cache-Control") == "no-cache");
    const HttpResponse again = ask("/demo/main.js", {{"If-None-Match", "\"other\", " + etag}});
    CHECK(again.status == 304);
    CHECK(again.body.empty());
    CHECK(header(again, "ETag") == etag);
    CHECK(ask("/demo/main.js", {{"If-None-Match", "\"other\""}}).status == 200);
  }
}
