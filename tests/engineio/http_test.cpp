#include "engineio/http.hpp"

#include <doctest/doctest.h>

using engineio::HttpRequest;
using engineio::Query;

TEST_SUITE("engineio/http") {
  TEST_CASE("query: decoding of escapes and plus signs") {
    const Query query("a=1&b=x+y&c=%41%2f%2F&d=%e2%82%ac&%65=f");
    CHECK(query.get("a") == "1");
    CHECK(query.get("b") == "x y");
    CHECK(query.get("c") == "A//");
    CHECK(query.get("d") == "\xe2\x82\xac");
    CHECK(query.get("e") == "f");
    CHECK(query.entries().size() == 5);
  }

  TEST_CASE("query: a copy keeps what was decoded") {
    const std::string text = "a=plain&b=%41%42%43%44%45%46%47%48%49%4a%4b%4c%4d%4e%4f%50%51";
    Query copy;
    {
      const Query query(text);
      copy = query;
    }
    CHECK(copy.get("a") == "plain");
    CHECK(copy.get("b") == "ABCDEFGHIJKLMNOPQ");
  }

  TEST_CASE("query: malformed escapes stay as they are") {
    const Query query("a=%&b=%4&c=%zz&d=%4%41&%=e");
    CHECK(query.get("a") == "%");
    CHECK(query.get("b") == "%4");
    CHECK(query.get("c") == "%zz");
    CHECK(query.get("d") == "%4A");
    CHECK(query.get("%") == "e");
  }

  TEST_CASE("query: the last of repeated keys wins") {
    const Query query("sid=a&sid=b&sid=c");
    CHECK(query.get("sid") == "c");
    CHECK(Query("sid=a&sid=").get("sid") == "");
  }

  TEST_CASE("query: absent keys, empty values, odd separators") {
    const Query query("&&a&b=&=c&d=e=f&");
    CHECK(query.find("a") == "");
    CHECK(query.find("b") == "");
    CHECK(query.find("") == "c");
    CHECK(query.get("d") == "e=f");
    CHECK_FALSE(query.find("x").has_value());
    CHECK(query.get("x") == "");
    CHECK_FALSE(query.find("constructor").has_value());
    CHECK(Query("").entries().empty());
  }

  TEST_CASE("query: malformed escapes stay as they are") {
    CHECK(Query("a=%").get("a") == "%");
    CHECK(Query("a=%4").get("a") == "%4");
    CHECK(Query("a=%zz%41").get("a") == "%zzA");
    CHECK(Query("a=100%").get("a") == "100%");
    CHECK(Query("a=%41").get("a") == "A");
  }

  TEST_CASE("request: path and query string") {
    CHECK(HttpRequest::make("GET", "/a/?x=1?y").path() == "/a/");
    CHECK(HttpRequest::make("GET", "/a/?x=1?y").query_string() == "x=1?y");
    CHECK(HttpRequest::make("GET", "/a").path() == "/a");
    CHECK(HttpRequest::make("GET", "/a").query_string() == "");
  }

  TEST_CASE("request: headers are found without regard to case, the first one wins") {
    const auto request =
        HttpRequest::make("GET", "/", {{"Origin", "http://a"}, {"origin", "http://b"}, {"X", ""}});
    CHECK(request.header("ORIGIN") == "http://a");
    CHECK(request.find_header("x") == "");
    CHECK_FALSE(request.find_header("y").has_value());
    CHECK(request.header("y") == "");
  }

  TEST_CASE("names compare by ASCII case only") {
    CHECK(engineio::equal_ignoring_case("Content-Type", "cONTENT-tYPE"));
    CHECK_FALSE(engineio::equal_ignoring_case("a", "ab"));
    CHECK_FALSE(engineio::equal_ignoring_case("[", "{"));
    CHECK(engineio::equal_ignoring_case("", ""));
  }
}
