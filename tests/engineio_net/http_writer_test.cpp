#include "net/http_writer.hpp"

#include <doctest/doctest.h>

using engineio::HttpResponse;
using engineio::net::append_response_head;
using engineio::net::has_body;
using engineio::net::ResponseFraming;

namespace {

HttpResponse hello() {
  HttpResponse response;
  response.body = base::SharedBytes::copy("hello");
  return response;
}

std::string head_of(const HttpResponse& response, const ResponseFraming& framing = {}) {
  std::string out;
  append_response_head(out, response, framing);
  return out;
}

}  // namespace

TEST_SUITE("engineio/net/http_writer") {
  TEST_CASE("a plain response: status line, headers in order, the length of the body") {
    CHECK(head_of(hello().add("Content-Type", "text/plain").add("X-A", "b")) ==
          "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-A: b\r\nContent-Length: 5\r\n\r\n");
    CHECK(has_body(hello(), {}));
  }

  TEST_CASE("HEAD: the length stays, the body does not") {
    CHECK(head_of(hello(), {.head_request = true}) == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
    CHECK_FALSE(has_body(hello(), {.head_request = true}));
  }

  TEST_CASE("a length of its own: not added twice") {
    HttpResponse response;
    response.status = 204;
    CHECK(head_of(response.add("content-length", "0")) ==
          "HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n");
  }

  TEST_CASE("204 and 304: neither body nor length") {
    HttpResponse response = hello();
    response.status = 204;
    CHECK(head_of(response) == "HTTP/1.1 204 No Content\r\n\r\n");
    CHECK_FALSE(has_body(response, {}));
    response.status = 304;
    CHECK(head_of(response) == "HTTP/1.1 304 Not Modified\r\n\r\n");
  }

  TEST_CASE("what becomes of the connection is said where the version does not say it") {
    CHECK(head_of({}, {.close = true}) ==
          "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    CHECK(head_of({}, {.old_version = true}) ==
          "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n");
  }

  TEST_CASE("line breaks in a header cannot start another one") {
    HttpResponse response;
    response.add("X-A\r\nX-B", std::string("1\r\nX-C: 2\0", 10));
    CHECK(head_of(response) == "HTTP/1.1 200 OK\r\nX-A  X-B: 1  X-C: 2 \r\nContent-Length: 0\r\n\r\n");
  }

  TEST_CASE("a line break is found wherever it stands") {
    for (std::size_t at = 0; at < 20; ++at) {
      std::string value(20, '~');
      value[at] = '\n';
      std::string harmless(20, '~');
      harmless[at] = ' ';
      HttpResponse response;
      response.add("X-A", value);
      CHECK(head_of(response) == "HTTP/1.1 200 OK\r\nX-A: " + harmless + "\r\nContent-Length: 0\r\n\r\n");
    }
  }

  TEST_CASE("bytes above ASCII and tabs stay as they are") {
    HttpResponse response;
    response.add("X-A", "\xc3\xa4\t\xff\x80 long enough for eight at a time");
    CHECK(head_of(response).find("X-A: \xc3\xa4\t\xff\x80 long enough for eight at a time\r\n") !=
          std::string::npos);
  }

  TEST_CASE("a status without a phrase of ours still makes a valid line") {
    HttpResponse response;
    response.status = 299;
    CHECK(head_of(response).starts_with("HTTP/1.1 299 Unknown\r\n"));
  }
}
