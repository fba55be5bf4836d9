#include "http_response.hpp"

#include <doctest/doctest.h>

#include "failure.hpp"

TEST_SUITE("bench/http_response") {
  TEST_CASE("Content-Length in any case: the body, and where the next response starts") {
    std::string scratch;
    const std::string bytes = "HTTP/1.1 200 OK\r\nX: y\r\ncontent-LENGTH: 2\r\n\r\nokHTTP/1.1";
    const auto response = bench::read_response(bytes, scratch);
    REQUIRE(response);
    CHECK(response->status == 200);
    CHECK(response->body == "ok");
    CHECK(bytes.substr(response->size_bytes) == "HTTP/1.1");
  }

  TEST_CASE("a chunked body: joined") {
    std::string scratch;
    const std::string bytes =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\nA\r\n0123456789\r\n0\r\n\r\n";
    const auto response = bench::read_response(bytes, scratch);
    REQUIRE(response);
    CHECK(response->body == "ab0123456789");
    CHECK(response->size_bytes == bytes.size());
  }

  TEST_CASE("responses that arrive byte by byte: nothing before the last one") {
    std::string scratch;
    for (const std::string& bytes :
         {std::string("HTTP/1.1 400 Bad Request\r\nContent-Length: 3\r\n\r\nabc"),
          std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n")}) {
      for (std::size_t size = 0; size < bytes.size(); ++size)
        CHECK_FALSE(bench::read_response(std::string_view(bytes).substr(0, size), scratch));
      CHECK(bench::read_response(bytes, scratch));
    }
  }

  TEST_CASE("no length, or not HTTP: refused") {
    std::string scratch;
    CHECK_THROWS_AS(bench::read_response("HTTP/1.1 200 OK\r\n\r\n", scratch), bench::Failure);
    CHECK_THROWS_AS(bench::read_response("what is this?\r\n\r\n", scratch), bench::Failure);
    CHECK_THROWS_AS(bench::read_response("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", scratch),
                    bench::Failure);
  }
}
