#include "engineio/static_file.hpp"

#include <zlib.h>

#include <doctest/doctest.h>

#include <stdexcept>

#include "engine_harness.hpp"
#include "inflated.hpp"

using engineio::CorsOptions;
using engineio::HttpRequest;
using engineio::Options;
using engineio::StaticFile;
using test::EngineHarness;
using test::FakeConnection;
using test::header_of;
using test::inflated;

namespace {

const std::string content = "// " + std::string(3000, 'x');

StaticFile script(base::SharedBytes bytes, base::SharedBytes gzip = {}) {
  return {"application/javascript; charset=utf-8", "\"4.8.4\"", std::move(bytes), std::move(gzip)};
}

/// What zlib makes of `text`, with gzip framing.
std::string gzipped(std::string text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(text.size() + 100, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// A server with the file "a.js"; the answers to requests for it.
struct FileHarness : EngineHarness {
  explicit FileHarness(StaticFile file, Options options = {}) : EngineHarness(std::move(options)) {
    server.serve_file("a.js", std::move(file));
  }

  const FakeConnection& ask(std::string_view method, const test::Headers& headers = {},
                            std::string_view target = "/engine.io/a.js") {
    const auto connection = wire.request(HttpRequest::make(method, target, headers));
    settle();
    return wire[connection];
  }
  std::string header(const FakeConnection& answer, std::string_view name) {
    return header_of(answer.response().headers, name);
  }
};

FileHarness with_bytes(Options options = {}) {
  return FileHarness(script(base::SharedBytes::copy(content)), std::move(options));
}

}  // namespace

TEST_SUITE("engineio/static_file") {
  TEST_CASE("GET gives the file with its type, its ETag and leave to keep it") {
    auto t = with_bytes();
    for (const char* target :
         {"/engine.io/a.js", "/engine.io/a.js?v=1", "/engine.io/a.js?EIO=4&transport=polling"}) {
      const auto& answer = t.ask("GET", {}, target);
      CHECK(answer.status() == 200);
      CHECK(answer.body() == content);
      CHECK(t.header(answer, "content-type") == "application/javascript; charset=utf-8");
      CHECK(t.header(answer, "cache-control") == "public, max-age=0");
      CHECK(t.header(answer, "etag") == "\"4.8.4\"");
      CHECK(t.header(answer, "vary") == "Accept-Encoding");
      CHECK(t.header(answer, "content-encoding") == "(none)");
      CHECK(t.header(answer, "access-control-allow-origin") == "(none)");
    }
    CHECK(t.server.sessions() == 0);
  }

  TEST_CASE("another name below the path is still Engine.IO's") {
    auto t = with_bytes();
    for (const char* target :
         {"/engine.io/b.js", "/engine.io/a.js/", "/engine.io/A.js", "/engine.io//a.js"}) {
      CHECK(t.ask("GET", {}, target).status() == 400);
    }
    CHECK(t.ask("GET", {}, "/a.js").status() == 404);
    t.open_polling();
    CHECK(t.server.sessions() == 1);
  }

  TEST_CASE("without the trailing slash of the path the file is where it was") {
    Options options;
    options.add_trailing_slash = false;
    auto t = with_bytes(options);
    CHECK(t.ask("GET").body() == content);
    CHECK(t.ask("GET", {}, "/engine.ioa.js").status() == 404);
  }

  TEST_CASE("HEAD leaves the body out and keeps its length; other methods are refused") {
    auto t = with_bytes();
    const auto& head = t.ask("HEAD");
    CHECK(head.status() == 200);
    CHECK(head.body().empty());
    CHECK(t.header(head, "content-length") == std::to_string(content.size()));
    for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS"}) {
      const auto& answer = t.ask(method);
      CHECK(answer.status() == 405);
      CHECK(t.header(answer, "allow") == "GET, HEAD");
    }
  }

  TEST_CASE("a POST is refused once, whether its body has arrived or not") {
    auto t = with_bytes();
    const std::string sid = t.open_polling();
    const auto request =
        HttpRequest::make("POST", "/engine.io/a.js?EIO=4&transport=polling&sid=" + sid, {}, "4hi");
    const auto connection = t.wire.request_head(request);
    t.wire.request(connection, request);
    t.settle();
    CHECK(t.wire[connection].responses.size() == 1);
    CHECK(t.wire[connection].status() == 405);
    CHECK(t.records.back().last() == "open");
  }

  TEST_CASE("an upgrade to a file's name is refused as any bad handshake") {
    auto t = with_bytes();
    const auto connection = t.wire.websocket("/engine.io/a.js");
    t.settle();
    CHECK(t.wire[connection].status() == 400);
  }

  TEST_CASE("If-None-Match with the ETag, weak or in a list, or '*': 304 without a body") {
    auto t = with_bytes();
    for (const char* sent :
         {"\"4.8.4\"", "W/\"4.8.4\"", "*", " \"4.8.3\" , \"4.8.4\"", "\"a,b\",W/\"4.8.4\", \"c\""}) {
      for (const char* method : {"GET", "HEAD"}) {
        const auto& answer = t.ask(method, {{"If-None-Match", sent}, {"Accept-Encoding", "gzip"}});
        CHECK_MESSAGE(answer.status() == 304, sent);
        CHECK(answer.body().empty());
        CHECK(t.header(answer, "etag") == "\"4.8.4\"");
        CHECK(t.header(answer, "cache-control") == "public, max-age=0");
        CHECK(t.header(answer, "vary") == "Accept-Encoding");
      }
    }
    for (const char* sent :
         {"\"4.8.3\"", "4.8.4", "\"4.8.4", "w/\"4.8.4\"", "W/", "\"x\" junk \"4.8.4\"", ",", "\"4.8.4 \""}) {
      CHECK_MESSAGE(t.ask("GET", {{"If-None-Match", sent}}).status() == 200, sent);
    }
  }

  TEST_CASE("the file comes in the coding that the client likes best, whichever form was given") {
    for (const bool packed : {false, true}) {
      FileHarness t(packed ? script({}, base::SharedBytes::copy(gzipped(content)))
                           : script(base::SharedBytes::copy(content)));
      for (int round = 0; round < 2; ++round) {  // made, then kept
        CHECK(t.ask("GET").body() == content);
        for (const std::string coding : {"gzip", "deflate"}) {
          const auto& answer = t.ask("GET", {{"Accept-Encoding", coding + ", br"}});
          CHECK(t.header(answer, "content-encoding") == coding);
          CHECK(answer.body().size() < 200);
          CHECK((answer.body()[0] == '\x1f') == (coding == "gzip"));
          CHECK(inflated(answer.body()) == content);
        }
        CHECK(t.header(t.ask("GET", {{"Accept-Encoding", "br, gzip;q=0"}}), "content-encoding") == "(none)");
      }
    }
  }

  TEST_CASE("a form is made once: later answers share its bytes") {
    auto t = with_bytes();
    const auto first = t.ask("GET", {{"Accept-Encoding", "gzip"}}).response().body;
    const auto second = t.ask("GET", {{"Accept-Encoding", "gzip"}}).response().body;
    CHECK(same_bytes(first, second));
  }

  TEST_CASE("CORS headers and preflight are those of the engine") {
    Options options;
    options.cors = CorsOptions::list({"http://a"});
    auto t = with_bytes(options);
    for (const auto& answer : {t.ask("GET", {{"Origin", "http://a"}}),
                               t.ask("GET", {{"Origin", "http://a"}, {"If-None-Match", "*"}})}) {
      CHECK(t.header(answer, "access-control-allow-origin") == "http://a");
      CHECK(t.header(answer, "vary") == "Accept-Encoding, Origin");
    }
    CHECK(t.ask("OPTIONS", {{"Origin", "http://a"}}).status() == 204);
  }

  TEST_CASE("damaged gzip: 500 for whoever needs it unpacked") {
    std::string damaged = gzipped(content);
    damaged[12] = static_cast<char>(damaged[12] ^ 0xff);
    FileHarness t(script({}, base::SharedBytes::copy(damaged)));
    CHECK(t.ask("GET").status() == 500);
    CHECK(t.ask("GET", {{"Accept-Encoding", "deflate"}}).status() == 500);
  }

  TEST_CASE("what can never be served is refused when it is given") {
    EngineHarness t;
    const auto bytes = base::SharedBytes::copy("x");
    for (const char* name : {"", "a b", "a?b", "a#b", "\xc3\xa4"}) {
      CHECK_THROWS_AS(t.server.serve_file(name, script(bytes)), std::invalid_argument);
    }
    for (const char* etag : {"", "4.8.4", "\"", "\"a\"b\"", "\"a\r\n\""}) {
      CHECK_THROWS_AS(t.server.serve_file("a", {"text/plain", etag, bytes, {}}), std::invalid_argument);
    }
    CHECK_THROWS_AS(t.server.serve_file("a", script({})), std::invalid_argument);
  }
}
